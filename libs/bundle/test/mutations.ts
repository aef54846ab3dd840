import { randomBytes } from 'node:crypto';
import { type Manifest, type MismatchCode, signerOf, makeSigningKey } from '../src/index.js';
import { rezipped, unzipped, type ZippedFile } from './rewritten-zip.js';

/** A bundle to be tampered with, and another of the same key to take parts of. */
export interface Originals {
  readonly zip: Buffer;
  readonly other: Buffer;
}

/** A whole number from 0 (included) to `below` (excluded). */
export type Pick = (below: number) => number;

/** One way to tamper with a bundle, and what may be said of it; `any`: it depends on what it hits. */
export interface Mutation {
  readonly codes: readonly MismatchCode[] | 'any';
  readonly apply: (originals: Originals, pick: Pick) => Buffer | Promise<Buffer>;
}

/** Of the bytes of the file, whatever they are. */
const BYTE_MUTATIONS = {
  'flips a bit': { codes: 'any', apply: ({ zip }, pick) => withByte(zip, pick(zip.length), 1 << pick(8)) },
  'flips a byte': { codes: 'any', apply: ({ zip }, pick) => withByte(zip, pick(zip.length), 1 + pick(255)) },
  'flips a bit of the last records': {
    codes: 'any',
    apply: ({ zip }, pick) => withByte(zip, zip.length - 1 - pick(1_000), 1 << pick(8)),
  },
  'cuts the end off': { codes: ['not-a-zip', 'zip-end'], apply: ({ zip }, pick) => zip.subarray(0, pick(zip.length)) },
  'cuts the beginning off': {
    codes: ['zip-directory', 'not-a-zip'],
    apply: ({ zip }, pick) => zip.subarray(1 + pick(zip.length - 1)),
  },
  appends: {
    codes: ['zip-end', 'not-a-zip'],
    apply: ({ zip }, pick) => Buffer.concat([zip, randomBytes(1 + pick(100_000))]),
  },
  'puts something before it': {
    codes: ['zip-directory'],
    apply: ({ zip }, pick) => Buffer.concat([randomBytes(1 + pick(1_000)), zip]),
  },
  inserts: {
    codes: ['zip-directory', 'zip-end', 'not-a-zip'],
    apply: ({ zip }, pick) => spliced(zip, { at: pick(zip.length), drop: 0, add: randomBytes(1 + pick(50)) }),
  },
  'takes out': {
    codes: ['zip-directory', 'zip-end', 'not-a-zip'],
    apply: ({ zip }, pick) => spliced(zip, { at: pick(zip.length), drop: 1 + pick(50), add: Buffer.alloc(0) }),
  },
  'writes zeros over': {
    codes: 'any',
    apply: ({ zip }, pick) => {
      const [at, bytes] = [pick(zip.length), 1 + pick(200)];
      return spliced(zip, { at, drop: bytes, add: Buffer.alloc(Math.min(bytes, zip.length - at)) });
    },
  },
} satisfies Record<string, Mutation>;

/** Of the files, in a zip that is faultless and has the seal of before. */
const FILE_MUTATIONS = {
  'drops a file': of(['file-missing'], (files, pick) => files.toSpliced(pick(LISTED), 1)),
  'drops the manifest': of(['manifest-missing'], (files) => files.filter(({ name }) => name !== 'manifest.json')),
  'drops the signature': of(['signature-missing'], (files) => files.filter(({ name }) => !name.endsWith('.sig'))),
  'adds a file': of(['file-unlisted'], (files, pick) =>
    files.toSpliced(pick(files.length + 1), 0, { name: `reports/more-${pick(99)}.pdf`, content: randomBytes(20) }),
  ),
  'adds a file again': of(['file-twice'], (files, pick) => [...files, files[pick(files.length)]!]),
  'renames a file': of(['file-missing'], (files, pick) =>
    changed(files, pick(LISTED), ({ name, content }) => ({ name: `${name.slice(0, -1)}_`, content })),
  ),
  'renames a file to capitals': of(['file-missing'], (files, pick) =>
    changed(files, pick(LISTED), ({ name, content }) => ({ name: name.toUpperCase(), content })),
  ),
  'reorders files': of(['file-order'], (files, pick) => {
    const at = pick(files.length - 1);
    const rest = files.toSpliced(at, 1);
    return rest.toSpliced(at + 1 + pick(files.length - 1 - at), 0, files[at]!);
  }),
  'swaps the contents of two files': of(['file-bytes', 'file-content'], (files, pick) => {
    const [one, step] = [pick(LISTED), 1 + pick(LISTED - 1)];
    const other = (one + step) % LISTED;
    const swapped = changed(files, one, ({ name }) => ({ name, content: files[other]!.content }));
    return changed(swapped, other, ({ name }) => ({ name, content: files[one]!.content }));
  }),
  'changes a byte of a file': of(['file-content'], (files, pick) =>
    changed(files, pick(LISTED - 1), ({ name, content }) => ({
      name,
      content: withByte(content, pick(content.length), 1 + pick(255)),
    })),
  ),
  'makes a file shorter': of(['file-bytes'], (files, pick) =>
    changed(files, pick(LISTED - 1), ({ name, content }) => ({
      name,
      content: content.subarray(0, pick(content.length)),
    })),
  ),
  'makes a file longer': of(['file-bytes'], (files, pick) =>
    changed(files, pick(LISTED), ({ name, content }) => ({
      name,
      content: Buffer.concat([content, Buffer.alloc(1 + pick(9_999), '\n')]),
    })),
  ),
  'makes a file a bomb': of(['file-bytes'], (files, pick) =>
    changed(files, pick(LISTED), ({ name }) => ({ name, content: Buffer.alloc(3_000_000) })),
  ),
  'changes a byte of the manifest': of(
    ['manifest-unreadable', 'signature-wrong', 'format-unknown', 'key-wrong'],
    (files, pick) =>
      changed(files, LISTED, ({ name, content }) => ({
        name,
        content: withByte(content, pick(content.length), 1 + pick(255)),
      })),
  ),
  'lists what it pleases': of(['signature-wrong'], (files, pick) =>
    rewrittenManifest(files, (manifest) => {
      const file = manifest.files[pick(LISTED)]!;
      file[(['bytes', 'rows'] as const)[pick(2)]!] = 1_000_000 + pick(1_000_000);
    }),
  ),
  'lists a file and its content anew': of(['signature-wrong'], (files) =>
    rewrittenManifest(files.toSpliced(0, 1), (manifest) => void manifest.files.shift()),
  ),
  'changes a byte of the signature': of(['signature-wrong'], (files, pick) =>
    changed(files, LISTED + 1, ({ name, content }) => ({ name, content: withByte(content, pick(64), 1 + pick(255)) })),
  ),
  'makes the signature longer': of(['signature-wrong'], (files) =>
    changed(files, LISTED + 1, ({ name, content }) => ({ name, content: Buffer.concat([content, Buffer.alloc(1)]) })),
  ),
  'signs with a key that it does not name': of(['signature-wrong'], (files) =>
    changed(files, LISTED + 1, ({ name }) => ({
      name,
      content: signerOf(makeSigningKey().privateKey).sign(files[LISTED]!.content),
    })),
  ),
  'packs the same files anew': {
    codes: ['seal-wrong'],
    apply: async ({ zip }, pick) => {
      const { files, comment } = await unzipped(zip);
      return rezipped(files, comment, { level: pick(10) });
    },
  },
} satisfies Record<string, Mutation>;

/** With parts of another bundle of the same key, and of the comment. */
const REPLAYS = {
  'takes the signature of another bundle': replayed(['signature-wrong'], [1]),
  'takes the manifest of another bundle': replayed(['signature-wrong'], [0]),
  'takes manifest and signature of another bundle': replayed(['file-bytes', 'file-content'], [0, 1]),
  'takes the seal of another bundle': {
    codes: ['seal-wrong'],
    apply: ({ zip, other }) => Buffer.concat([zip.subarray(0, -SEAL), other.subarray(-SEAL)]),
  },
  'takes all but the seal of another bundle': {
    codes: ['seal-wrong'],
    apply: ({ zip, other }) => Buffer.concat([other.subarray(0, -SEAL), zip.subarray(-SEAL)]),
  },
  'changes a sign of the seal': {
    codes: ['seal-unreadable', 'seal-wrong'],
    apply: ({ zip }, pick) => withByte(zip, zip.length - 1 - pick(SEAL), 1 + pick(255)),
  },
  'spells the seal differently': {
    codes: ['seal-unreadable'],
    apply: ({ zip }, pick) => {
      // The last letter of 64 bytes in base64 carries two bits: four more letters mean the same.
      const at = zip.length - 3;
      const letter = BASE64.indexOf(String.fromCharCode(zip[at]!));
      return spliced(zip, { at, drop: 1, add: Buffer.from(BASE64[letter + 1 + pick(15)]!) });
    },
  },
  'takes the seal away': { codes: ['seal-missing'], apply: ({ zip }) => withComment(zip, '') },
  'writes another comment': {
    codes: ['seal-unreadable'],
    apply: ({ zip }, pick) => withComment(zip, 'x'.repeat(1 + pick(1_000))),
  },
} satisfies Record<string, Mutation>;

export const MUTATIONS: Readonly<Record<string, Mutation>> = { ...BYTE_MUTATIONS, ...FILE_MUTATIONS, ...REPLAYS };

/** Files that the manifest of `plausibleEntries` lists; it and its signature follow. The last one is empty. */
const LISTED = 6;
const SEAL = 124;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

type FilesMutation = (files: ZippedFile[], pick: Pick) => ZippedFile[];

function of(codes: readonly MismatchCode[], mutate: FilesMutation): Mutation {
  return {
    codes,
    apply: async ({ zip }, pick) => {
      const { files, comment } = await unzipped(zip);
      return rezipped(mutate(files, pick), comment);
    },
  };
}

/** `parts`: 0, the manifest; 1, its signature. */
function replayed(codes: readonly MismatchCode[], parts: readonly number[]): Mutation {
  return {
    codes,
    apply: async ({ zip, other }) => {
      const [mine, others] = [await unzipped(zip), await unzipped(other)];
      const files = mine.files.map((file, at) => (parts.includes(at - LISTED) ? others.files[at]! : file));
      return rezipped(files, mine.comment);
    },
  };
}

function rewrittenManifest(files: ZippedFile[], rewrite: (manifest: Manifest) => void): ZippedFile[] {
  return files.map(({ name, content }) => {
    if (name !== 'manifest.json') return { name, content };
    const manifest = JSON.parse(content.toString('utf8')) as Manifest;
    rewrite(manifest);
    return { name, content: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) };
  });
}

function changed(files: ZippedFile[], at: number, change: (file: ZippedFile) => ZippedFile): ZippedFile[] {
  return files.with(at, change(files[at]!));
}

function withByte(bytes: Buffer, at: number, mask: number): Buffer {
  const turned = Buffer.from(bytes);
  turned[at]! ^= mask;
  return turned;
}

function spliced(bytes: Buffer, { at, drop, add }: { at: number; drop: number; add: Buffer }): Buffer {
  return Buffer.concat([bytes.subarray(0, at), add, bytes.subarray(at + drop)]);
}

/** With the length that the zip says of its comment. */
function withComment(zip: Buffer, comment: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(comment.length);
  return Buffer.concat([zip.subarray(0, -SEAL - 2), length, Buffer.from(comment)]);
}
