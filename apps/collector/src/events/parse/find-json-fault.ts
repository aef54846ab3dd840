/**
 * Where a text stops being JSON (RFC 8259): the position of the first character that cannot stand there, counted from
 * 0, or the length of the text when it ends too early; undefined when it is valid. The engine's own messages quote the
 * text and often leave the position out. Recursive, so the caller bounds the depth first.
 */
export function findJsonFault(text: string): number | undefined {
  const after = endOfValue(text, skipSpace(text, 0));
  if (typeof after !== 'number') return after.fault;
  const end = skipSpace(text, after);
  return end === text.length ? undefined : end;
}

/** The position behind what was read, or where it went wrong. */
type End = number | { fault: number };

function endOfValue(text: string, at: number): End {
  const first = text[at];
  if (first === '{') return endOfList(text, at, '}', endOfMember);
  if (first === '[') return endOfList(text, at, ']', endOfValue);
  if (first === '"') return endOfString(text, at);
  return endOfToken(text, at);
}

function endOfList(text: string, at: number, close: string, endOfEntry: (text: string, at: number) => End): End {
  let next = skipSpace(text, at + 1);
  if (text[next] === close) return next + 1;
  for (;;) {
    const end = endOfEntry(text, next);
    if (typeof end !== 'number') return end;
    next = skipSpace(text, end);
    if (text[next] === close) return next + 1;
    if (text[next] !== ',') return { fault: next };
    next = skipSpace(text, next + 1);
  }
}

function endOfMember(text: string, at: number): End {
  if (text[at] !== '"') return { fault: at };
  const key = endOfString(text, at);
  if (typeof key !== 'number') return key;
  const colon = skipSpace(text, key);
  if (text[colon] !== ':') return { fault: colon };
  return endOfValue(text, skipSpace(text, colon + 1));
}

function endOfString(text: string, at: number): End {
  for (let next = at + 1; next < text.length; next += 1) {
    const character = text[next]!;
    if (character === '"') return next + 1;
    if (character < ' ') return { fault: next };
    if (character !== '\\') continue;
    ESCAPE.lastIndex = next;
    const escape = ESCAPE.exec(text);
    if (!escape) return { fault: next };
    next += escape[0].length - 1;
  }
  return { fault: text.length };
}

function endOfToken(text: string, at: number): End {
  TOKEN.lastIndex = at;
  const token = TOKEN.exec(text);
  return token ? at + token[0].length : { fault: at };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const TOKEN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
