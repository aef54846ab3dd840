import { defineService } from '../define-service.js';
import { ACCOUNT_CATALOGS_2025 } from '../documents.js';

/** Entitlements to licensed software. */
export const entitlements = defineService({
  id: 'entitlement',
  name: 'Software licenses and entitlements',
  family: 'account-management',
  sections: [
    {
      title: 'Events for managing software licenses and entitlements',
      document: ACCOUNT_CATALOGS_2025,
      actions: [
        ['entitlement.entitlement.create', 'create', 'Entitlement created'],
        ['entitlement.entitlement.delete', 'delete', 'Entitlement deleted'],
        ['entitlement.entitlement.delete_purge', 'delete', 'Entitlement deleted and purged'],
        ['entitlement.entitlement.update', 'update', 'Entitlement updated'],
        ['entitlement.entitlement.check', 'read', 'Entitlement checked'],
        ['entitlement.entitlement.invalidate', 'update', 'Entitlement invalidated'],
      ],
    },
  ],
});
