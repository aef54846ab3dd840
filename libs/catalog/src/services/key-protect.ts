import type { CatalogDocument } from '../catalog-action.js';
import { defineService } from '../define-service.js';

const KEY_PROTECT_2020: CatalogDocument = {
  id: 'key-protect-2020',
  title: 'Activity Tracker events',
  page: 'ibm-cloud-docs/key-protect',
  date: '2020-03-14',
};

/** Its table "Historical information regarding events" is what documents the aliases below. */
const KEY_PROTECT_2026: CatalogDocument = {
  id: 'key-protect-2026',
  title: 'Key Protect events',
  page: 'ibm-cloud-docs/key-protect: at-events.md',
  date: '2026-07-16',
};

const ON_BEHALF = 'An integrated service does this on the customer’s behalf. ';
const NOT_IN_2026 = 'No event table of the 2026 edition lists this action.';

/**
 * Key Protect. Two editions: 24 actions in 2020; 31 more in 2026, which also renames five of the 24. A registration ties
 * a cloud resource to the key that protects it.
 */
export const keyProtect = defineService({
  id: 'kms',
  name: 'Key Protect',
  family: 'key-protect',
  sections: [
    {
      title: 'Keys',
      document: KEY_PROTECT_2020,
      actions: [
        ['kms.secrets.create', 'create', 'Key created'],
        ['kms.secrets.read', 'read', 'Key read'],
        ['kms.secrets.readmetadata', 'read', 'Key metadata read', { alias: 'kms.secrets-metadata.read' }],
        ['kms.secrets.head', 'read', 'Keys counted'],
        ['kms.secrets.list', 'read', 'Keys listed'],
        ['kms.secrets.wrap', 'use', 'Data encryption key wrapped with a root key'],
        ['kms.secrets.unwrap', 'use', 'Data encryption key unwrapped with a root key'],
        ['kms.secrets.rewrap', 'use', 'Data encryption key wrapped again with the newest root key'],
        ['kms.secrets.rotate', 'update', 'Key rotated'],
        [
          'kms.secrets.setkeyfordeletion',
          'prepare-deletion',
          'Key deletion authorised',
          { note: 'Authorises a later deletion. The key still exists.' },
        ],
        [
          'kms.secrets.unsetkeyfordeletion',
          'undo-deletion',
          'Key deletion authorisation withdrawn',
          { note: 'Takes back the authorisation to delete. The key was never gone.' },
        ],
        ['kms.secrets.delete', 'delete', 'Key deleted'],
      ],
    },
    {
      title: 'Policies',
      document: KEY_PROTECT_2020,
      actions: [
        ['kms.policies.read', 'read', 'Key policies read'],
        ['kms.policies.write', 'update', 'Key policies changed'],
        ['kms.instancepolicies.read', 'read', 'Instance policies read', { alias: 'kms.instance-policies.read' }],
        ['kms.instancepolicies.write', 'update', 'Instance policy changed', { alias: 'kms.instance-policies.write' }],
      ],
    },
    {
      title: 'Import tokens',
      document: KEY_PROTECT_2020,
      actions: [
        ['kms.importtoken.create', 'create', 'Import token created', { alias: 'kms.import-token.create' }],
        ['kms.importtoken.read', 'read', 'Import token read', { alias: 'kms.import-token.read' }],
      ],
    },
    {
      title: 'Registrations',
      document: KEY_PROTECT_2020,
      actions: [
        ['kms.registrations.create', 'create', 'Key registration created', { note: ON_BEHALF + NOT_IN_2026 }],
        ['kms.registrations.listforkey', 'read', 'Key registrations of one key listed', { note: NOT_IN_2026 }],
        ['kms.registrations.list', 'read', 'Key registrations of all keys listed'],
        ['kms.registrations.merge', 'update', 'Key registration changed', { note: ON_BEHALF + NOT_IN_2026 }],
        ['kms.registrations.write', 'update', 'Key registration replaced', { note: ON_BEHALF + NOT_IN_2026 }],
        ['kms.registrations.delete', 'delete', 'Key registration deleted', { note: ON_BEHALF + NOT_IN_2026 }],
      ],
    },
  ],
  laterSections: [
    {
      title: 'Key events',
      document: KEY_PROTECT_2026,
      actions: [
        ['kms.secrets-alias.create', 'create', 'Key alias created', { alias: 'kms.secrets.createalias' }],
        ['kms.secrets.default', 'none', 'Malformed key request refused'],
        ['kms.secrets-alias.delete', 'delete', 'Key alias deleted', { alias: 'kms.secrets.deletealias' }],
        ['kms.secrets.disable', 'update', 'Key disabled'],
        ['kms.secrets.enable', 'update', 'Key enabled'],
        ['kms.secrets-event.ack', 'update', 'Key lifecycle action acknowledged', { alias: 'kms.secrets.eventack' }],
        ['kms.secrets.expire', 'update', 'Key expired'],
        ['kms.secrets-key-versions.list', 'read', 'Key versions listed', { alias: 'kms.secrets.listkeyversions' }],
        ['kms.secrets.patch', 'update', 'Key patched'],
        ['kms.secrets.purge', 'delete', 'Key purged'],
        ['kms.secrets.restore', 'undo-deletion', 'Key restored'],
      ],
    },
    {
      title: 'Key Ring events',
      document: KEY_PROTECT_2026,
      actions: [
        ['kms.key-rings.create', 'create', 'Key ring created', { alias: 'kms.keyrings.create' }],
        ['kms.key-rings.delete', 'delete', 'Key ring deleted', { alias: 'kms.keyrings.delete' }],
        ['kms.key-rings.list', 'read', 'Key rings listed', { alias: 'kms.keyrings.list' }],
        ['kms.key-rings.request', 'none', 'Malformed key ring request refused', { alias: 'kms.keyrings.default' }],
      ],
    },
    {
      title: 'Policy events',
      document: KEY_PROTECT_2026,
      actions: [
        ['kms.policies.default', 'none', 'Malformed key policy request refused'],
        [
          'kms.instance-policies.request',
          'none',
          'Malformed instance policy request refused',
          { alias: 'kms.instancepolicies.default' },
        ],
      ],
    },
    {
      title: 'Import token events',
      document: KEY_PROTECT_2026,
      actions: [
        [
          'kms.import-token.request',
          'none',
          'Malformed import token request refused',
          { alias: 'kms.importtoken.default' },
        ],
      ],
    },
    {
      title: 'Registration events',
      document: KEY_PROTECT_2026,
      actions: [['kms.registrations.default', 'none', 'Malformed registration request refused']],
    },
    {
      title: 'KMIP management events',
      document: KEY_PROTECT_2026,
      actions: [
        ['kms.kmip-management.create', 'create', 'KMIP adapter or client certificate created'],
        ['kms.kmip-management.delete', 'delete', 'KMIP adapter, client certificate or object deleted'],
        ['kms.kmip-management.list', 'read', 'KMIP adapters, client certificates or objects listed'],
        ['kms.kmip-management.read', 'read', 'KMIP adapter, client certificate or object read'],
        ['kms.kmip-management.default', 'none', 'Malformed KMIP management request refused'],
      ],
    },
    {
      title: 'KMIP events',
      document: KEY_PROTECT_2026,
      actions: [
        ['kms.kmip.create', 'create', 'KMIP key created or attribute added'],
        ['kms.kmip.get', 'read', 'KMIP key, attributes or protocol versions read'],
        ['kms.kmip.activate', 'update', 'KMIP object activated'],
        ['kms.kmip.revoke', 'update', 'KMIP object revoked'],
        ['kms.kmip.destroy', 'delete', 'KMIP object destroyed'],
        ['kms.kmip.locate', 'read', 'KMIP objects located'],
        ['kms.kmip.default', 'none', 'Malformed KMIP operation refused'],
      ],
    },
  ],
});
