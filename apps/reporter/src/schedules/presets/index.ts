import { fedrampWeeklyReview } from './fedramp-au-6-weekly-review.js';
import { pciDssDailyReview } from './pci-dss-10-4-1-daily-review.js';
import type { Preset } from './preset.js';
import { soxQuarterPack } from './sox-quarter-pack.js';

/** Every preset, in the order in which they are offered. A new one is one file and its line here. */
export const PRESETS: readonly Preset[] = [pciDssDailyReview, fedrampWeeklyReview, soxQuarterPack];

/** The preset with this id, or undefined. */
export function findPreset(id: string): Preset | undefined {
  return PRESETS.find((preset) => preset.id === id);
}
