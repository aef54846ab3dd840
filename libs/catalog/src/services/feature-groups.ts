import { defineService } from '../define-service.js';
import { WATSONX_2025 } from '../documents.js';

/** Feature groups of watsonx.ai Studio. The document prints underscores here only, so this is a second service. */
export const featureGroups = defineService({
  id: 'data_science_experience',
  name: 'watsonx.ai Studio feature groups',
  family: 'watsonx',
  sections: [
    {
      title: 'Events for feature groups',
      document: WATSONX_2025,
      actions: [
        ['data_science_experience.feature-group.retrieve', 'read', 'Feature group read'],
        ['data_science_experience.feature-group.create', 'create', 'Feature group created'],
        ['data_science_experience.feature-group.update', 'update', 'Feature group updated'],
        ['data_science_experience.feature-group.delete', 'delete', 'Feature group deleted'],
      ],
    },
  ],
});
