/** What `npm run verify -- --help` says. */
export const USAGE = `Usage: npm run verify -- [--keys FILE] BUNDLE.zip…

Checks bundles of scheduled exports: that every file is as it was signed, that none is missing, added or moved, and that no
byte of the zip was changed. Names the first thing that does not match. Asks nobody: it needs no network and no database.

  --keys FILE   the keys that may have signed: the answer of GET /v1/signing-keys, or public keys in PEM. Without it, the
                key in the bundle is used: that shows that the bundle is whole, but not whose it is. Compare its
                fingerprint then.
  --help        shows this

Exit code 0: all are intact; 1: one does not match; 2: one cannot be read, or wrong usage. By hand, without this program:
docs/bundle.md
`;
