import type { Manifest } from './manifest.js';
import { fingerprintOf, keyIdOf, publicKeyPem } from './signing-key.js';

export interface ReadmeFacts extends Pick<
  Manifest,
  'organisation' | 'schedule' | 'slot' | 'period' | 'restates' | 'isEmpty' | 'hasEvents' | 'softwareVersion'
> {
  /** Of the key that will sign, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** The text of `README.txt` in a bundle, for somebody who has never heard of Trailkeeper: what this is and how to check it. */
export function bundleReadme(facts: ReadmeFacts): string {
  const sections = [...whatThisIs(facts), whatIsInIt(facts), ...howToCheck(facts), WHAT_IT_PROVES];
  return `${sections.join('\n\n')}\n`;
}

function whatThisIs(facts: ReadmeFacts): string[] {
  const { organisation, schedule, slot, period, restates, isEmpty, hasEvents, softwareVersion } = facts;
  return [
    [oneLine(`Audit evidence${organisation === null ? '' : ` of ${organisation}`}`), oneLine(schedule.name)].join('\n'),
    'WHAT THIS IS',
    [
      'Reports on the audit trail of cloud services: who did what there, when, and with what',
      `outcome. Trailkeeper ${oneLine(softwareVersion)}, software that keeps such trails, made them by a schedule.`,
    ].join('\n'),
    [
      oneLine(`  Period      ${period.words}`),
      `              from ${period.from} (included) to ${period.to} (excluded)`,
      oneLine(`  Time zone   ${period.timeZone}`),
      `  Was due     ${slot.dueAt}`,
      oneLine(`  Owner       ${schedule.owner}`),
    ].join('\n'),
    ...(isEmpty ? [nothingToReport(hasEvents)] : []),
    ...(restates === null ? [] : [restated(restates)]),
  ];
}

function nothingToReport(hasEvents: boolean): string {
  return hasEvents
    ? `There was nothing to report: events of this period are known for what was asked, and none of them
is of the kind that the reports are about. The reports are here all the same, and say so.`
    : `There was nothing to report: no event of this period is known for what was asked. The reports are
here all the same, and say so.`;
}

function restated({ reason, bundle }: NonNullable<Manifest['restates']>): string {
  const original =
    bundle === null ? [] : [oneLine(`  The earlier bundle: ${bundle.name}`), `  Its SHA-256: ${bundle.sha256}`];
  const what = 'This takes the place of an earlier bundle of the same period.';
  return [what, oneLine(`  Why: ${reason}`), ...original].join('\n');
}

function whatIsInIt({ restates }: ReadmeFacts): string {
  const changes =
    '\n  changes/            what the reports say other than those of the earlier bundle, and what arrived since';
  return `WHAT IS IN IT

  .pdf                a report, to be read
  .csv                the same report as a table (RFC 4180)
  .jsonl              events as they were received, one JSON object a line${restates === null ? '' : changes}
  manifest.json       the list of all these files with length, SHA-256 and rows, and what they are of
  manifest.json.sig   the signature of that list`;
}

function howToCheck({ publicKey, organisation }: ReadmeFacts): string[] {
  return [
    'HOW TO CHECK IT',
    `All at once, each byte of the zip included, with Trailkeeper's source and Node.js. Install once
with a network: npm ci; then, offline: npm run verify -- BUNDLE.zip
By hand, with the public key below in a file key.pem and OpenSSL 3:`,
    `  unzip BUNDLE.zip
  openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in manifest.json -sigfile manifest.json.sig
  sha256sum FILE     (Windows: certutil -hashfile FILE SHA256)`,
    'The SHA-256 of each file must be what manifest.json says.',
    publicKeyPem(publicKey).trimEnd(),
    `  Key id        ${keyIdOf(publicKey)}\n  Fingerprint   ${fingerprintOf(publicKey)}`,
    oneLine(
      `Anybody can write a key into a file. Compare the fingerprint with the one from ${organisation ?? 'the sender'}`,
    ) + '\nthat you got by a way you trust, or with GET /v1/signing-keys of their Trailkeeper.',
  ];
}

const WHAT_IT_PROVES = `WHAT THIS PROVES, AND WHAT NOT

If it checks out with the right key, nothing in it has changed since whoever holds that key signed
it. It does not prove that every event that happened reached Trailkeeper, nor when it was signed:
the times in it are the sender's. Each report says what it counted and what it cannot know.`;

/** What people wrote cannot look like more of this text. */
function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ');
}
