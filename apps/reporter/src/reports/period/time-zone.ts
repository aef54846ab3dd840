/**
 * The IANA zone of that name as this runtime knows it, spelt as the zone database spells it (`europe/berlin` is
 * `Europe/Berlin`), or undefined. An alias keeps its name: it is the caller's word for the zone. Offsets such as `+02:00`
 * are not zones: they know no summer time. Neither are the abbreviations that only this runtime knows: its `BST` is Dhaka.
 */
export function findTimeZone(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9+\-_/]{0,63}$/.test(name)) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    return undefined;
  }
  const lowerCase = name.toLowerCase();
  return SPELT.get(lowerCase) ?? (/^systemv\/|^[^/]*$/.test(lowerCase) ? undefined : speltByRule(lowerCase));
}

/** Of an alias, which the runtime does not list: words are capitalised, but for those of `WORDS`. */
function speltByRule(lowerCase: string): string {
  return lowerCase.replace(/[a-z]+/g, (word) => WORDS.get(word) ?? word.charAt(0).toUpperCase() + word.slice(1));
}

/** All names without an area (tzdata 2025b, `backward` included). */
const WITHOUT_AREA = [
  ...['CET', 'CST6CDT', 'EET', 'EST', 'EST5EDT', 'GB', 'GB-Eire', 'GMT', 'GMT+0', 'GMT-0', 'GMT0', 'HST', 'MET', 'MST'],
  ...['MST7MDT', 'NZ', 'NZ-CHAT', 'PRC', 'PST8PDT', 'ROC', 'ROK', 'UCT', 'UTC', 'W-SU', 'WET'],
  ...['Cuba', 'Egypt', 'Eire', 'Greenwich', 'Hongkong', 'Iceland', 'Iran', 'Israel', 'Jamaica', 'Japan', 'Kwajalein'],
  ...['Libya', 'Navajo', 'Poland', 'Portugal', 'Singapore', 'Turkey', 'Universal', 'Zulu'],
];

const SPELT = byLowerCase([...Intl.supportedValuesOf('timeZone'), ...WITHOUT_AREA]);

const WORDS = byLowerCase([
  ...['ACT', 'GMT', 'IN', 'LHI', 'NSW', 'UCT', 'US', 'UTC', 'au', 'es', 'of'],
  ...['BajaNorte', 'BajaSur', 'ComodRivadavia', 'DeNoronha', 'EasterIsland'],
]);

function byLowerCase(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}
