import { formatChange, formatCount, formatFigure, formatPercent } from './format-count.js';

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [7, '7'],
    [999, '999'],
    [1000, '1,000'],
    [1234567, '1,234,567'],
    [-1234, '−1,234'],
    [1234.5, '1,234.5'],
  ])('writes %d as %s', (value, text) => {
    expect(formatCount(value)).toBe(text);
  });
});

describe('formatPercent', () => {
  it.each([
    [100, '100%'],
    [99.99, '99.9%'],
    [91.89189, '91.9%'],
    [83.95, '84.0%'],
    [80, '80.0%'],
    [0.001, '0.1%'],
    [0, '0%'],
  ])('writes %d as %s', (value, text) => {
    expect(formatPercent(value)).toBe(text);
  });
});

describe('formatFigure and formatChange', () => {
  it('show an unknown value as an en dash and compare it with nothing', () => {
    expect(formatFigure(null, 'count')).toBe('–');
    expect(formatChange({ label: 'x', value: null, unit: 'count', previous: 3 })).toBeUndefined();
  });

  it.each([
    [34, 31, 'count', '+3'],
    [31, 34, 'count', '−3'],
    [31, 31, 'count', '±0'],
    [91.9, 89.8, 'percent', '+2.1 points'],
  ] as const)('%d after %d (%s) is %s', (value, previous, unit, text) => {
    expect(formatChange({ label: 'x', value, unit, previous })).toBe(text);
  });
});
