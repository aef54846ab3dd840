import { defineService } from '../define-service.js';
import { WATSONX_2025 } from '../documents.js';

/** Profiling of watsonx data assets. Most of its actions have a `.failed` twin. */
export const profiling = defineService({
  id: 'wdp-profiling',
  name: 'watsonx data profiling',
  family: 'watsonx',
  sections: [
    {
      title: 'Events for profiling',
      document: WATSONX_2025,
      actions: [
        ['wdp-profiling.profile.start', 'use', 'Profiling started'],
        ['wdp-profiling.profile.create', 'create', 'Profile created'],
        ['wdp-profiling.profile.delete', 'delete', 'Profile deleted'],
        ['wdp-profiling.profile.read', 'read', 'Profile read'],
        ['wdp-profiling.profile.list', 'read', 'Profiles of a data asset listed'],
        ['wdp-profiling.profile.update', 'update', 'Profile updated'],
        ['wdp-profiling.profile.asset-classification.update', 'update', 'Asset classification updated'],
        ['wdp-profiling.profile.column-classification.update', 'update', 'Column classification updated'],
        ['wdp-profiling.profile.create.failed', 'create', 'Profile creation failed'],
        ['wdp-profiling.profile.delete.failed', 'delete', 'Profile deletion failed'],
        ['wdp-profiling.profile.read.failed', 'read', 'Profile reading failed'],
        ['wdp-profiling.profile.list.failed', 'read', 'Profile listing failed'],
        ['wdp-profiling.profile.update.failed', 'update', 'Profile update failed'],
        ['wdp-profiling.profile.asset-classification.update.failed', 'update', 'Asset classification update failed'],
        ['wdp-profiling.profile.column-classification.update.failed', 'update', 'Column classification update failed'],
      ],
    },
    {
      title: 'Events for profiling options',
      document: WATSONX_2025,
      actions: [
        ['wdp-profiling.profile_options.create', 'create', 'Profiling options created'],
        ['wdp-profiling.profile_options.read', 'read', 'Profiling options read'],
        ['wdp-profiling.profile_options.update', 'update', 'Profiling options updated'],
        ['wdp-profiling.profile_options.delete', 'delete', 'Profiling options deleted'],
        ['wdp-profiling.profile_options.create.failed', 'create', 'Profiling options creation failed'],
        ['wdp-profiling.profile_options.read.failed', 'read', 'Profiling options reading failed'],
        ['wdp-profiling.profile_options.update.failed', 'update', 'Profiling options update failed'],
        ['wdp-profiling.profile_options.delete.failed', 'delete', 'Profiling options deletion failed'],
      ],
    },
  ],
});
