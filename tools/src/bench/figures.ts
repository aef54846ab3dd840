/** A figure next to what it should be. */
export function goal(figure: number, bound: number, side: 'at most' | 'at least' = 'at most') {
  const isMet = side === 'at most' ? figure <= bound : figure >= bound;
  return { figure: rounded(figure), goal: `${side} ${bound}`, met: isMet };
}

/** To three digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
