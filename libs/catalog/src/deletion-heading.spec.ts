import { describe, expect, it } from '@jest/globals';
import { ACTIONS, deletionHeading, describeAction } from './index.js';

const UNSUCCESSFUL = ['failure', 'pending', 'unknown', undefined, null, 'nonsense'];

describe('deletionHeading', () => {
  it.each([
    'kms.secrets.delete',
    'wdp.scheduling.schedule.delete.multiple',
    'datacatalog.asset.purge',
    'codeengine.job.delete',
    'codeengine.application.delete',
    'pm-20.training.delete',
    'pm-20.wml_model.delete',
    'entitlement.entitlement.delete_purge',
    'iam-groups.groups-template.remove',
    'kms.kmip.destroy',
    'kms.secrets.deletealias',
  ])('of %s is deleted, and attempted unless it succeeded', (action) => {
    expect(deletionHeading(action, 'success')).toBe('deleted');
    for (const outcome of UNSUCCESSFUL) expect(deletionHeading(action, outcome)).toBe('attempted');
    expect(describeAction(action).isInferred).toBe(false);
  });

  it.each(['datacatalog.asset.trash', 'kms.secrets.setkeyfordeletion'])(
    'of %s is prepared, and attempted unless it succeeded',
    (action) => {
      expect(deletionHeading(action, 'success')).toBe('prepared');
      for (const outcome of UNSUCCESSFUL) expect(deletionHeading(action, outcome)).toBe('attempted');
    },
  );

  it.each([
    'datacatalog.asset.restore',
    'pm-20.instance.restore',
    'kms.secrets.unsetkeyfordeletion',
    'kms.secrets.restore',
  ])('of %s is undone, and none unless it succeeded', (action) => {
    expect(deletionHeading(action, 'success')).toBe('undone');
    for (const outcome of UNSUCCESSFUL) expect(deletionHeading(action, outcome)).toBeUndefined();
  });

  it.each(['wdp-profiling.profile.delete.failed', 'kms.secrets.delete.failed', 'x.disk.delete.failed'])(
    'of %s is attempted whatever the event says',
    (action) => {
      for (const outcome of ['success', ...UNSUCCESSFUL]) expect(deletionHeading(action, outcome)).toBe('attempted');
    },
  );

  it.each([
    'is.volume.volume.delete',
    'x.users.bulkdelete',
    'x.delete.many',
    'x.user.bulk-delete',
    'x.disk.DELETE',
    'deleted.user',
    'deleted.role_assignment',
    'delete/volume',
    'update/remove/floatingip',
    'removed.endpoint',
    'vault.key_destroyed.done',
    'x.cache.purge',
    'x.restore-job.delete',
    'x.ack.delete',
    'x.ack-delete.delete',
  ])('of the unknown %s is inferred to be deleted', (action) => {
    expect(deletionHeading(action, 'success')).toBe('deleted');
    expect(deletionHeading(action, 'failure')).toBe('attempted');
    expect(describeAction(action).isInferred).toBe(true);
  });

  it.each([
    'x.secret.ack-delete',
    'x.secret.ack_delete',
    'x.secret.un-delete',
    'x.secret.undelete',
    'x.secret.cancel-delete',
    'x.deleted-secret.restore',
    'x.secret.restore-deleted',
    'restored.deleted_user',
    'x.secret.deletion-policy',
    'x.secret.deleteable',
    'created.user',
    'kms.secrets-event.ack',
    'kms.secrets.expire',
    'wdp-profiling.profile.create.failed',
    'quantum-computing.job.cancel',
    'data-science-experience.rstudio.stop',
    '__proto__',
    '',
  ])('of "%s" is none', (action) => {
    for (const outcome of ['success', 'failure']) expect(deletionHeading(action, outcome)).toBeUndefined();
  });

  it('finds every documented deletion: 40 deleted, 2 prepared, 3 undone, 2 failed of the 231', () => {
    const products = ACTIONS.filter((action) => action.family !== 'account-management');
    const headings = products.map((action) => deletionHeading(action.name, 'success'));
    const count = (heading: string) => headings.filter((found) => found === heading).length;
    expect([count('deleted'), count('prepared'), count('undone'), count('attempted')]).toEqual([40, 2, 3, 2]);
  });
});
