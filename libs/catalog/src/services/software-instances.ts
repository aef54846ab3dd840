import { defineService } from '../define-service.js';
import { ACCOUNT_CATALOGS_2025 } from '../documents.js';

/** Software installed from a catalog. */
export const softwareInstances = defineService({
  id: 'globalcatalog-instance',
  name: 'Software instances',
  family: 'account-management',
  sections: [
    {
      title: 'Events for managing software instances',
      document: ACCOUNT_CATALOGS_2025,
      actions: [
        ['globalcatalog-instance.offering-instance.create', 'create', 'Software instance created'],
        ['globalcatalog-instance.offering-instance.delete', 'delete', 'Software instance deleted'],
        ['globalcatalog-instance.offering-instance.list', 'read', 'Software instances listed'],
        ['globalcatalog-instance.offering-instance.read', 'read', 'Software instance read'],
        ['globalcatalog-instance.offering-instance.retrieve_history', 'read', 'Software instance history read'],
        ['globalcatalog-instance.offering-instance.update', 'update', 'Software instance updated'],
        ['globalcatalog-instance.dashboard.view', 'read', 'Software dashboard viewed'],
      ],
    },
  ],
});
