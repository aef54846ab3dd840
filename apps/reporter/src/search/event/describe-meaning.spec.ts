import { describe, expect, it } from '@jest/globals';
import { describeAction } from '@trailkeeper/catalog';
import { eventMeaningSchema, type FoundEvent } from '@trailkeeper/contract';
import { describeMeaning } from './describe-meaning.js';

function meaningOf(action: string, outcome: FoundEvent['outcome'] = 'success', emitter = '') {
  const { service, family = null, status } = describeAction(action, emitter);
  const meaning = describeMeaning({ action, service, family, catalogStatus: status, outcome });
  return eventMeaningSchema.strict().parse(meaning);
}

describe('the meaning of an event', () => {
  it('is what the catalog lists of its action', () => {
    expect(meaningOf('kms.secrets.delete')).toEqual({
      service: 'kms',
      serviceName: 'Key Protect',
      family: 'key-protect',
      familyName: 'Key Protect',
      status: 'documented',
      entry: {
        ...{ action: 'kms.secrets.delete', title: 'Key deleted', object: 'secrets', verb: 'delete', effect: 'delete' },
        ...{ eventKind: null, aliases: [], documentedIn: 'Activity Tracker events, 2020-03-14', note: null },
        ...{ section: 'Keys', isDeprecated: false },
      },
      isAlias: false,
      effect: 'delete',
      isInferred: false,
      deletionHeading: 'deleted',
      plainAction: null,
    });
  });

  it('is that of the documented name for another name of the action', () => {
    expect(meaningOf('kms.secrets-metadata.read')).toMatchObject({
      entry: { action: 'kms.secrets.readmetadata' },
      isAlias: true,
      effect: 'read',
      deletionHeading: null,
    });
  });

  it('depends on the outcome where it is about a deletion', () => {
    expect(meaningOf('kms.secrets.delete', 'pending').deletionHeading).toBe('attempted');
    expect(meaningOf('kms.secrets.setkeyfordeletion').deletionHeading).toBe('prepared');
  });

  it('is inferred from the words of an action that no document lists, and says so', () => {
    expect(meaningOf('kms.vault.purge')).toMatchObject({
      ...{ service: 'kms', serviceName: 'Key Protect', status: 'undocumented', entry: null },
      ...{ effect: 'delete', isInferred: true, deletionHeading: 'deleted' },
    });
  });

  it('names the plain action of one that failed', () => {
    expect(meaningOf('kms.secrets.delete.failed', 'failure')).toMatchObject({
      ...{ status: 'undocumented', entry: null, plainAction: 'kms.secrets.delete' },
      ...{ effect: 'delete', isInferred: true, deletionHeading: 'attempted' },
    });
  });

  it('is null where nothing is known', () => {
    expect(meaningOf('read/list', 'success', 'nova')).toEqual({
      ...{ service: 'nova', serviceName: null, family: null, familyName: null, status: 'undocumented', entry: null },
      ...{ isAlias: false, effect: null, isInferred: false, deletionHeading: null, plainAction: null },
    });
  });
});
