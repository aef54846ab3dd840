import { describe, expect, it } from '@jest/globals';
import { SERVICES, namesItsService, serviceOf } from './index.js';

describe('serviceOf', () => {
  it.each([
    ['kms.secrets.create', 'kms'],
    ['wdp.scheduling.schedule.read', 'wdp.scheduling'],
    ['wdp.scheduling.unheard.of', 'wdp.scheduling'],
    ['wdp.schedulingx.schedule.read', 'wdp'],
    ['wdp.other.read', 'wdp'],
    ['wdp-profiling.profile.read', 'wdp-profiling'],
    ['data-science-experience.project.create', 'data-science-experience'],
    ['data_science_experience.feature-group.create', 'data_science_experience'],
    ['kmsx.secrets.create', 'kmsx'],
    ['is.vpc.vpc.create', 'is'],
    ['__proto__.x.create', '__proto__'],
  ])('of %s is %s', (action, service) => {
    expect(serviceOf(action)).toBe(service);
    expect(serviceOf(action, 'someone-else')).toBe(service);
  });

  it.each(['read/list', 'authenticate', 'created.project', 'deleted.role_assignment', 'kms', '.x.y', ''])(
    'of "%s" is the emitter, or unknown',
    (action) => {
      expect(serviceOf(action, 'identity')).toBe('identity');
      expect(serviceOf(action)).toBe('unknown');
      expect(serviceOf(action, '')).toBe('unknown');
    },
  );

  it('answers at once for an action of a million dots', () => {
    expect(serviceOf('a.'.repeat(1_000_000))).toBe('a');
    expect(serviceOf('.'.repeat(1_000_000))).toBe('unknown');
  });
});

describe('namesItsService', () => {
  it.each(['updated.user', 'disabled.user', 'created.role_assignment', 'update/add/floatingip'])(
    'is no for %s',
    (action) => {
      expect(namesItsService(action)).toBe(false);
    },
  );

  it.each(['kms.secrets.create', 'unheard.of', 'create.project', 'read.secret'])('is yes for %s', (action) => {
    expect(namesItsService(action)).toBe(true);
  });

  it('takes no service of the catalog for a verb', () => {
    expect(SERVICES.filter(({ id }) => !namesItsService(`${id}.x.create`))).toEqual([]);
  });
});
