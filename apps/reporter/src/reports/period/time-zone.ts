/**
 * The IANA zone of that name as this runtime knows it, spelt as the zone database spells it (`europe/berlin` is
 * `Europe/Berlin`), or undefined. Offsets such as `+02:00` are not zones: they know no summer time.
 */
export function findTimeZone(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9+\-_/]{0,63}$/.test(name)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    // Aliases keep their name: ICU would turn Asia/Kolkata into Asia/Calcutta.
    return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : spelt(name);
  } catch {
    return undefined;
  }
}

/** `utc` and other short names are written in capitals; of the rest the caller's spelling is kept. */
function spelt(name: string): string {
  return name.length <= 3 ? name.toUpperCase() : name;
}
