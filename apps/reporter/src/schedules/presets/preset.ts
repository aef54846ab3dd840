import type { SchedulePreset } from '@trailkeeper/contract';
import type { WorkFields } from '../work-fields.js';

/** What a preset proposes of a schedule; a request may say otherwise of each. */
export type PresetProposal = Required<WorkFields>;

/** A schedule for a usual duty, as data: one file here and its line in `index.ts`. Its id never changes: schedules hold it. */
export type Preset = Omit<SchedulePreset, 'proposal'> & { readonly proposal: PresetProposal };
