import { printable } from './printable.js';

const hasLatin = (codePoint: number): boolean => codePoint < 0x250;

describe('printable', () => {
  it.each([
    ['plain text', 'kms.secrets.create', 'kms.secrets.create', []],
    ['letters the font has', 'Zürich', 'Zürich', []],
    ['CJK', '中文 a', '[U+4E2D][U+6587] a', [0x4e2d, 0x6587]],
    ['Arabic', 'ع', '[U+0639]', [0x639]],
    ['emoji joined by a zero-width joiner', '👩‍💻', '[U+1F469][U+200D][U+1F4BB]', [0x1f469, 0x200d, 0x1f4bb]],
    ['control characters', 'a\u0000b\nc', 'a[U+0000]b[U+000A]c', [0, 10]],
    ['a direction override', 'a\u202eb', 'a[U+202E]b', [0x202e]],
    ['a soft hyphen, though the font has it', 'a\u00adb', 'a[U+00AD]b', [0xad]],
    ['a lone surrogate', 'a\ud83d', 'a[U+D83D]', [0xd83d]],
    ['each character once', '中中', '[U+4E2D][U+4E2D]', [0x4e2d]],
  ])('%s', (_name, text, shown, missing) => {
    expect(printable(text, hasLatin)).toEqual({ text: shown, missing });
  });
});
