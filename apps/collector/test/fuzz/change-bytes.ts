import type { Step } from './change-shape.js';

/** Changes bytes, whatever they stand for. */
export function changeBytes(bytes: Buffer, [which, where, what]: Step): Buffer {
  if (bytes.length === 0) return bytes;
  const at = where % bytes.length;
  const size = what % 40;
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (which % 7) {
    case 0:
      return Buffer.concat([before, Buffer.of(bytes[at]! ^ (1 << (what % 8))), after.subarray(1)]);
    case 1:
      return Buffer.concat([before, Buffer.of(ODD_BYTES[what % ODD_BYTES.length]!), after.subarray(1)]);
    case 2:
      return before;
    case 3:
      return Buffer.concat([before, ODD_PIECES[what % ODD_PIECES.length]!, after]);
    case 4:
      return Buffer.concat([before, after.subarray(size)]);
    case 5:
      return Buffer.concat([before, after.subarray(0, size), after]);
    default:
      return Buffer.concat([after, before]);
  }
}

const ODD_BYTES = Buffer.from('{}[]",:\\ \n\r\t0-eE.untfx\0\x01\x7f\xff\x80\xc3\xed', 'latin1');

const ODD_PIECES = [
  ...['{', '}', '[', ']', '"', ',', ':', '\\', '\\u0000', '\\ud800', '\\ud83d\\ude00', '\n', '\r\n', '\0', '{}', '[]'],
  ...[
    'null',
    '1e999',
    '"a":1,',
    '{"action":"a.b.c","eventTime":"2026-01-01T00:00:00Z"}',
    ' '.repeat(50),
    '// no',
    '\ufeff',
  ],
  ...['\n{"action":"a.b.c","eventTime":"2026-01-01T00:00:00Z"}\n', '"__proto__":{"action":"x"},', '['.repeat(150)],
]
  .map((text) => Buffer.from(text))
  .concat([Buffer.of(0xff), Buffer.of(0xed, 0xa0, 0x80), Buffer.of(0xc0, 0x80), Buffer.of(0xf4, 0x90, 0x80, 0x80)]);
