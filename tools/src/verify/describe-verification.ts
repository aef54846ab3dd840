import type { BundleFile, Manifest, SignedBy, Verification } from '@trailkeeper/bundle';

/** What was found of a bundle, for somebody who has never seen one. `keysFile`: where the keys that were given came from. */
export function describeVerification(name: string, verdict: Verification, keysFile: string | undefined): string {
  const { manifest, signedBy } = verdict;
  const facts =
    manifest === null || signedBy === null
      ? []
      : [...describeFacts(manifest, signedBy), '', ...fileLines(verdict, manifest), ''];
  return [plain(name), ...facts, ...verdictLines(verdict, keysFile).map((line) => `  ${line}`)].join('\n');
}

function describeFacts(manifest: Manifest, { keyId, fingerprint }: SignedBy): string[] {
  const { organisation, schedule, slot, period, restates, scope } = manifest;
  const { owner, preset } = schedule;
  const lines: [string, string][] = [
    ['Organisation', organisation ?? 'not named'],
    ['Schedule', `${schedule.name} (owner ${owner}${preset === null ? '' : `, preset ${preset}`})`],
    ['Period', `${period.words}, time zone ${period.timeZone}`],
    ['', `from ${period.from} (included) to ${period.to} (excluded)`],
    ['Services', scope.services.join(', ')],
    ...optional('Location', scope.location),
    ...optional('Account', scope.account),
    ['Was due', slot.dueAt],
    ['Made at', `${manifest.madeAt}, with what was stored by ${manifest.dataAsOf}`],
    ['Made by', `Trailkeeper ${manifest.softwareVersion}, catalog ${manifest.catalogVersion.slice(0, 12)}`],
    ...optional('Restates', restates?.bundle?.name ?? (restates && `the bundle of slot ${restates.slotId}`)),
    ...optional('Because', restates?.reason),
    ...optional('Note', manifest.isEmpty ? 'there was nothing to report' : null),
    ['Key', keyId],
    ['Fingerprint', fingerprint],
  ];
  return lines.map(([label, text]) => `  ${label.padEnd(LABEL_WIDTH)}${plain(text)}`);
}

function optional(label: string, text: string | null | undefined): [string, string][] {
  return text === null || text === undefined ? [] : [[label, text]];
}

function fileLines(verdict: Verification, { files }: Manifest): string[] {
  const matching = verdict.isIntact ? files : verdict.matching;
  const header = ['File', 'rows', 'bytes', 'SHA-256 begins', ''];
  const rows = files.map((file, at) => [
    ...figures(file),
    at < matching.length ? 'matches' : notMatching(verdict, file),
  ]);
  const width = Math.max(...files.map(({ name }) => name.length), 4);
  return [header, ...rows].map(([name = '', count = '', bytes = '', hash = '', state = '']) =>
    `  ${name.padEnd(width)}  ${count.padStart(11)}  ${bytes.padStart(15)}  ${hash.padEnd(14)}  ${state}`.trimEnd(),
  );
}

function figures({ name, rows, bytes, sha256 }: BundleFile): string[] {
  return [plain(name), rows?.toLocaleString('en') ?? '-', bytes.toLocaleString('en'), sha256.slice(0, 12)];
}

function notMatching(verdict: Verification, { name }: BundleFile): string {
  return !verdict.isIntact && verdict.file === name ? 'DOES NOT MATCH' : 'not looked at';
}

function verdictLines(verdict: Verification, keysFile: string | undefined): string[] {
  if (verdict.isIntact) return intactLines(verdict, keysFile);
  const { code, sentence, manifest } = verdict;
  if (code === 'unreadable') return [`CANNOT BE READ. ${sentence}`];
  const silence = 'What it says of itself is not shown: it is not known to be signed.';
  return [`DOES NOT MATCH (${code}). ${sentence}`, ...(manifest === null ? [silence] : [])];
}

function intactLines(
  { manifest, signedBy }: Extract<Verification, { isIntact: true }>,
  keysFile: string | undefined,
): string[] {
  const whole = `INTACT. All ${manifest.files.length} files and every byte of the zip are as they were signed`;
  if (signedBy.isGiven)
    return [`${whole} with key ${signedBy.keyId},`, `which is one of those in ${plain(keysFile ?? 'the keys given')}.`];
  const sender = plain(manifest.organisation ?? 'the sender');
  return [
    `${whole}.`,
    'The key is the bundle’s own word, and anybody can make one: who signed is proven only when the fingerprint above is the',
    `one that ${sender} gave you by a way you trust, or when you give the keys with --keys.`,
  ];
}

/** What others wrote cannot move the cursor or turn a line around. */
function plain(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

const LABEL_WIDTH = 14;
