/**
 * What the other side said, to be kept and shown: one line of at most `maxCharacters`, without what cannot be seen, and
 * without these secrets, which some repeat.
 */
export function printableAnswer(
  text: string,
  secrets: readonly (string | undefined)[] = [],
  maxCharacters = 300,
): string {
  let shown = text;
  for (const secret of secrets) if (secret) shown = shown.replaceAll(secret, '[secret]');
  const line = shown.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= maxCharacters ? line : `${characters.slice(0, maxCharacters - 1).join('')}…`;
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/gu;
