import { defineService } from '../define-service.js';
import { WATSONX_2025 } from '../documents.js';

/** Assets, attachments and attributes of watsonx projects and spaces. */
export const assetCatalog = defineService({
  id: 'datacatalog',
  name: 'watsonx assets',
  family: 'watsonx',
  sections: [
    {
      title: 'Events for asset management',
      document: WATSONX_2025,
      actions: [
        ['datacatalog.asset.clone', 'create', 'Asset copied'],
        ['datacatalog.asset.create', 'create', 'Asset created'],
        ['datacatalog.data-asset.create', 'create', 'Data asset created'],
        ['datacatalog.folder-asset.create', 'create', 'Folder asset created'],
        ['datacatalog.type.create', 'create', 'Asset type created'],
        ['datacatalog.asset.purge', 'delete', 'Asset deleted from the trash'],
        ['datacatalog.asset.restore', 'undo-deletion', 'Asset restored from the trash'],
        [
          'datacatalog.asset.trash',
          'prepare-deletion',
          'Asset moved to the trash',
          { note: 'The asset still exists and can be restored until it is purged.' },
        ],
        ['datacatalog.asset.update', 'update', 'Asset updated'],
        ['datacatalog.promoted-asset.create', 'create', 'Promoted space asset created'],
        ['datacatalog.promoted-asset.update', 'update', 'Promoted space asset updated'],
        ['datacatalog.asset.promote', 'create', 'Project asset promoted to a space'],
      ],
    },
    {
      title: 'Events for asset attachments',
      document: WATSONX_2025,
      actions: [
        ['datacatalog.attachment.create', 'create', 'Attachment created'],
        ['datacatalog.attachment.delete', 'delete', 'Attachment deleted'],
        ['datacatalog.attachment-resources.increase', 'update', 'Attachment resources increased'],
        [
          'datacatalog.complete.transfer',
          'update',
          'Attachment transfer marked as complete',
          { note: 'Object and verb look swapped; the name stands as printed.' },
        ],
        ['datacatalog.attachment.update', 'update', 'Attachment metadata updated'],
      ],
    },
    {
      title: 'Events for asset attributes',
      document: WATSONX_2025,
      actions: [
        ['datacatalog.attribute.create', 'create', 'Attribute created'],
        ['datacatalog.attribute.delete', 'delete', 'Attribute deleted'],
        ['datacatalog.attribute.update', 'update', 'Attribute updated'],
      ],
    },
  ],
});
