/** A tenfold of these is what people count in; 2.5 only where it is a whole number. */
const STEPS = [1, 2, 2.5, 5, 10];

/** More are noise: one reads heights off, not numbers. */
const MOST_STEPS = 4;

/** Zero and one to four whole, round values at equal steps, the last at least `highest`; zero alone for nothing. */
export function roundValues(highest: number): number[] {
  if (highest <= 0) return [0];
  const power = 10 ** Math.max(0, Math.floor(Math.log10(highest / MOST_STEPS)));
  const steps = STEPS.map((step) => step * power).filter(Number.isInteger);
  const step = steps.find((candidate) => Math.ceil(highest / candidate) <= MOST_STEPS) ?? 10 * power;
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_value, index) => index * step);
}
