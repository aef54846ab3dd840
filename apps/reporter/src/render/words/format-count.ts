import type { Figure } from '@trailkeeper/contract';

/** What is drawn for a value nobody knows: an en dash, so that it is never read as zero. */
export const UNKNOWN = '–';

/** A number with thousands separators, the same in every locale: `12,345`. */
export function formatCount(value: number): string {
  const [whole = '', fraction] = Math.abs(value).toString().split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? MINUS : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/**
 * Percent (91.9 is 91.9 %) with one decimal. What is not all is never rounded to 100, what is not nothing never to 0:
 * "100%" in a compliance report is a claim.
 */
export function formatPercent(value: number): string {
  if (value === 0 || value === 100) return `${value}%`;
  if (value > 99.9 && value < 100) return '99.9%';
  if (value > 0 && value < 0.1) return '0.1%';
  return `${value.toFixed(1)}%`;
}

export function formatFigure(value: number | null, unit: Figure['unit']): string {
  if (value === null) return UNKNOWN;
  return unit === 'percent' ? formatPercent(value) : formatCount(value);
}

/** How a figure moved since the period before: `+3`, `±0`, `−2.1 points`; undefined when there is nothing to compare. */
export function formatChange(figure: Figure): string | undefined {
  if (figure.value === null || figure.previous === null) return undefined;
  const change = Math.round((figure.value - figure.previous) * 10) / 10;
  const sign = change > 0 ? '+' : change === 0 ? '±' : MINUS;
  const size = Math.abs(change);
  return figure.unit === 'percent' ? `${sign}${size.toFixed(1)} points` : `${sign}${formatCount(size)}`;
}

/** The true minus sign: as wide as the plus, so that columns of changes align. */
const MINUS = '\u2212';
