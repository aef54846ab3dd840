import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ACTIONS, LATER_ACTIONS, SERVICES, findAction, findFamily, findService } from './index.js';

const ALL = [...ACTIONS, ...LATER_ACTIONS];

describe('the catalog', () => {
  it('classifies the delete-like words that say something else', () => {
    const others = ALL.filter(
      ({ name, effect, status, family }) =>
        family !== 'account-management' &&
        /delet|purge|destroy|trash|restore/.test(name + effect) &&
        !(status === 'documented' && /\.delete(\.multiple)?$/.test(name)),
    );
    expect(Object.fromEntries(others.map((action) => [action.name, action.effect]))).toEqual({
      'datacatalog.asset.purge': 'delete',
      'datacatalog.asset.restore': 'undo-deletion',
      'datacatalog.asset.trash': 'prepare-deletion',
      'kms.secrets.setkeyfordeletion': 'prepare-deletion',
      'kms.secrets.unsetkeyfordeletion': 'undo-deletion',
      'pm-20.instance.restore': 'undo-deletion',
      'wdp-profiling.profile.delete.failed': 'delete',
      'wdp-profiling.profile_options.delete.failed': 'delete',
      'kms.secrets-alias.delete': 'delete',
      'kms.secrets.purge': 'delete',
      'kms.secrets.restore': 'undo-deletion',
      'kms.key-rings.delete': 'delete',
      'kms.kmip-management.delete': 'delete',
      'kms.kmip.destroy': 'delete',
      'codeengine.pods.delete': 'delete',
      'codeengine.servicebindings.delete': 'delete',
    });
  });

  it('gives a failed action the effect of its plain action', () => {
    for (const { name, effect } of ACTIONS.filter((action) => action.name.endsWith('.failed'))) {
      expect(findAction(name.slice(0, -'.failed'.length))?.effect).toBe(effect);
    }
  });

  it('takes a name that says create, read, update or delete at its word', () => {
    for (const { name, verb, effect } of ALL) {
      const word = /^(create|read|update|delete)(\.|_|$)/.exec(verb)?.[1];
      if (word !== undefined) expect([name, effect]).toEqual([name, word]);
    }
  });

  it('splits every name into service, object and verb', () => {
    for (const { name, service, object, verb } of ALL) {
      expect(`${service}.${object}.${verb}`).toBe(name);
      expect(object).not.toBe('');
    }
    expect(findAction('wdp-connect-connection.connection.get.list')).toMatchObject({
      object: 'connection',
      verb: 'get.list',
    });
    expect(findAction('wdp.scheduling.schedule.delete.multiple')).toMatchObject({ verb: 'delete.multiple' });
    expect(findAction('wdp-profiling.profile.asset-classification.update.failed')).toMatchObject({
      object: 'profile.asset-classification',
      verb: 'update.failed',
    });
  });

  it('never uses one name or alias twice', () => {
    const names = ALL.flatMap(({ name, aliases }) => [name, ...aliases.map((a) => a.name)]);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(231 + 122 + 59 + 27);
  });

  it('lists each action in exactly one section of its service', () => {
    for (const service of SERVICES) {
      const sections = [...service.sections, ...service.laterSections].flatMap((section) => section.actions);
      expect(sections).toEqual([...service.actions, ...service.laterActions]);
      for (const action of sections) expect([action.service, action.family]).toEqual([service.id, service.family]);
    }
  });

  it('says which kind of event an action is only where a document does: Qiskit Runtime', () => {
    const stated = ALL.filter((action) => action.eventKind !== undefined);
    expect(stated).toEqual(findService('quantum-computing')?.actions);
    expect(new Set(stated.map((action) => action.eventKind))).toEqual(new Set(['data']));
  });

  it.each([
    ['pm-20.training.delete', /stopping a training/],
    ['codeengine.job.delete', /twice.*build jobs/],
    ['codeengine.appliction.create', /appliction/],
    ['codeengine.secrets.delete', /Plural/],
    ['datacatalog.complete.transfer', /swapped/],
    ['kms.secrets.setkeyfordeletion', /still exists/],
    ['datacatalog.asset.trash', /still exists/],
    ['kms.registrations.merge', /integrated service.*2026/],
    ['codeengine.buildrun.update', /2025/],
  ])('notes what a reader of %s must know', (name, note) => {
    expect(findAction(name)?.note).toMatch(note);
  });
});

describe('looking up', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])('finds nothing under "%s"', (name) => {
    expect([findAction(name), findService(name), findFamily(name)]).toEqual([undefined, undefined, undefined]);
  });

  it('finds an entry by its name and by its alias, case included', () => {
    expect(findAction('codeengine.application.delete')).toBe(findAction('codeengine.appliction.delete'));
    expect(findAction('KMS.secrets.create')).toBeUndefined();
  });

  it('finds services and families by id', () => {
    expect(findService('wdp.scheduling')?.name).toBe('watsonx scheduling');
    expect(findService('wdp')).toBeUndefined();
    expect(findFamily('watsonx')?.name).toBe('watsonx');
  });
});

it('the library imports nothing but itself, so that it runs in a browser', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  const imports = sources.flatMap((file) =>
    [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/ from '([^']+)'/g)].map((match) => match[1]),
  );
  expect(imports.length).toBeGreaterThan(20);
  expect(imports.filter((specifier) => !specifier?.startsWith('.'))).toEqual([]);
});
