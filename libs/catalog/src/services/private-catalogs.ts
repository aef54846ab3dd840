import { defineService } from '../define-service.js';
import { ACCOUNT_CATALOGS_2025 } from '../documents.js';

/** Private catalogs, the products in them and the settings of both. */
export const privateCatalogs = defineService({
  id: 'globalcatalog-collection',
  name: 'Private catalogs',
  family: 'account-management',
  sections: [
    {
      title: 'Events for managing private catalogs',
      document: ACCOUNT_CATALOGS_2025,
      actions: [
        ['globalcatalog-collection.instance.read', 'read', 'Private catalog read'],
        ['globalcatalog-collection.instance.update', 'update', 'Private catalog updated'],
        ['globalcatalog-collection.instances.list', 'read', 'Private catalogs listed'],
      ],
    },
    {
      title: 'Events for managing products in a private catalog',
      document: ACCOUNT_CATALOGS_2025,
      actions: [
        ['globalcatalog-collection.offerings.list', 'read', 'Products listed'],
        ['globalcatalog-collection.offering.read', 'read', 'Product read'],
        ['globalcatalog-collection.offering.create', 'create', 'Product created'],
        ['globalcatalog-collection.offering.update', 'update', 'Product updated'],
        ['globalcatalog-collection.offering.delete', 'delete', 'Product deleted'],
      ],
    },
    {
      title: 'Events for managing catalog settings at the account level',
      document: ACCOUNT_CATALOGS_2025,
      actions: [
        ['globalcatalog-collection.account-settings.read', 'read', 'Account catalog settings read'],
        ['globalcatalog-collection.account-settings.update', 'update', 'Account catalog settings updated'],
      ],
    },
    {
      title: 'Events for managing catalog settings in enterprise accounts',
      document: ACCOUNT_CATALOGS_2025,
      actions: [
        ['globalcatalog-collection.enterprise-settings.read', 'read', 'Enterprise catalog settings read'],
        ['globalcatalog-collection.enterprise-settings.update', 'update', 'Enterprise catalog settings updated'],
        ['globalcatalog-collection.enterprise-settings.list', 'read', 'Enterprise catalog settings listed'],
      ],
    },
  ],
});
