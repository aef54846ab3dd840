import type { State } from '@trailkeeper/contract';

const POINTS_PER_MM = 72 / 25.4;
const MARGIN = 18 * POINTS_PER_MM;

/** A4 in points, with 18 mm margins; header and footer stand in the margins, all else between top and bottom. */
export const PAGE = {
  width: 595.28,
  height: 841.89,
  left: MARGIN,
  right: 595.28 - MARGIN,
  top: MARGIN,
  bottom: 841.89 - MARGIN,
  contentWidth: 595.28 - 2 * MARGIN,
} as const;

export const GUTTER = 12;

/** The width of so many of the page's twelve columns. */
export function columns(count: number): number {
  return ((PAGE.contentWidth + GUTTER) / 12) * count - GUTTER;
}

export const COLOUR = { ink: '#161616', secondary: '#525252', rule: '#e0e0e0', accent: '#0f62fe' } as const;

/** Never alone: each state also has its mark and its word. At least 3:1 on white, as WCAG 1.4.11 asks of graphics. */
export const STATE_COLOUR: Record<State, string> = {
  seen: '#198038',
  'not-seen': '#8d8d8d',
  attested: '#0072c3',
  undocumented: '#8a3ffc',
  failure: '#da1e28',
  pending: '#b28600',
  // of the reports below at least 4.5:1, and of different greys
  deleted: '#1f3a68',
  prepared: '#8a6300',
  undone: '#007a76',
  attempted: '#a2427a',
  refused: '#8f1820',
  error: '#b85310',
};

export type FontName = 'text' | 'strong' | 'italic' | 'code';

export interface TextStyle {
  font: FontName;
  /** In points. */
  size: number;
  colour: string;
  /** From line to line, in points; 1.35 times the size unless the text is small print or stands beside larger text. */
  leading?: number;
}

/** From line to line, in points. */
export function leadingOf({ size, leading }: TextStyle): number {
  return leading ?? size * 1.35;
}

/** The type scale: 22, 13, 9.5, 8, 7. Code is set a little smaller, as its letters are wider, on the lines of `small`. */
export const STYLE = {
  title: { font: 'strong', size: 22, colour: COLOUR.ink },
  section: { font: 'strong', size: 13, colour: COLOUR.ink },
  lead: { font: 'text', size: 13, colour: COLOUR.ink },
  leadSecondary: { font: 'text', size: 13, colour: COLOUR.secondary },
  figure: { font: 'strong', size: 22, colour: COLOUR.ink },
  heading: { font: 'strong', size: 9.5, colour: COLOUR.ink },
  continued: { font: 'italic', size: 8, colour: COLOUR.secondary },
  text: { font: 'text', size: 9.5, colour: COLOUR.ink },
  small: { font: 'text', size: 8, colour: COLOUR.ink },
  smallStrong: { font: 'strong', size: 8, colour: COLOUR.ink },
  smallSecondary: { font: 'text', size: 8, colour: COLOUR.secondary },
  smallItalic: { font: 'italic', size: 8, colour: COLOUR.secondary },
  link: { font: 'text', size: 8, colour: COLOUR.accent },
  tableHead: { font: 'strong', size: 7, colour: COLOUR.ink },
  code: { font: 'code', size: 7.2, colour: COLOUR.ink, leading: 8 * 1.35 },
  note: { font: 'text', size: 7, colour: COLOUR.secondary, leading: 8.8 },
  rowNote: { font: 'text', size: 7, colour: COLOUR.ink, leading: 8.6 },
  rowNoteLabel: { font: 'italic', size: 7, colour: COLOUR.secondary, leading: 8.6 },
  footer: { font: 'text', size: 7, colour: COLOUR.secondary },
} as const satisfies Record<string, TextStyle>;
