import { describe, expect, it } from '@jest/globals';
import { describeAction, findAction } from './index.js';

describe('describeAction', () => {
  it('knows a documented action', () => {
    expect(describeAction('kms.secrets.create')).toEqual({
      action: 'kms.secrets.create',
      service: 'kms',
      family: 'key-protect',
      status: 'documented',
      entry: findAction('kms.secrets.create'),
      isAlias: false,
      effect: 'create',
      isInferred: false,
      isFailed: false,
      plainAction: 'kms.secrets.create',
    });
  });

  it('counts an alias for its entry and says that it is one', () => {
    const meaning = describeAction('codeengine.application.delete');
    expect(meaning).toMatchObject({ isAlias: true, status: 'documented', effect: 'delete', isInferred: false });
    expect(meaning.entry?.name).toBe('codeengine.appliction.delete');
  });

  it.each([
    ['kms.secrets.purge', false, '2026-07-16'],
    ['kms.keyrings.delete', true, '2026-07-16'],
    ['codeengine.pods.delete', false, '2025-06-11'],
  ])('knows %s as documented later, with the date', (action, isAlias, date) => {
    const meaning = describeAction(action);
    expect(meaning).toMatchObject({ status: 'documented-later', isAlias, effect: 'delete', isInferred: false });
    expect(meaning.entry?.document.date).toBe(date);
  });

  it('leaves open what an undocumented action of a known service does', () => {
    expect(describeAction('codeengine.services.create')).toMatchObject({
      service: 'codeengine',
      family: 'code-engine',
      status: 'undocumented',
      entry: undefined,
      effect: undefined,
      isInferred: false,
    });
  });

  it('infers a deletion of an unknown service and marks it', () => {
    expect(describeAction('is.volume.volume.delete')).toMatchObject({
      service: 'is',
      family: undefined,
      effect: 'delete',
      isInferred: true,
    });
  });

  it('uses the emitter for an action that names no service', () => {
    expect(describeAction('deleted.user', 'identity')).toMatchObject({ service: 'identity', effect: 'delete' });
    expect(describeAction('read/list', 'kms')).toMatchObject({ service: 'kms', family: 'key-protect' });
    expect(describeAction('kms.secrets.read', 'identity').service).toBe('kms');
  });

  it('reads a failed action together with its plain action', () => {
    const documented = describeAction('wdp-profiling.profile.delete.failed');
    expect(documented).toMatchObject({
      isFailed: true,
      plainAction: 'wdp-profiling.profile.delete',
      isInferred: false,
    });
    const undocumented = describeAction('kms.secrets.setkeyfordeletion.failed');
    expect(undocumented).toMatchObject({ status: 'undocumented', effect: 'prepare-deletion', isInferred: true });
  });

  it.each(['__proto__', 'constructor', '', '.', '.failed', 'failed', '\ud800', 'a'.repeat(100_000)])(
    'takes any text for an action (case %#)',
    (action) => {
      expect(describeAction(action)).toMatchObject({
        action,
        service: 'unknown',
        status: 'undocumented',
        isFailed: false,
      });
    },
  );
});
