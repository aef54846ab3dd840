import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DELETED_TARGET,
  SCHEDULE,
  type ScheduleApi,
  startScheduleApi,
  TARGET,
  UNKNOWN_ID,
  URL,
} from './schedule-api.js';

let api: ScheduleApi;
beforeAll(async () => {
  api = await startScheduleApi();
});
afterAll(() => api?.stop());
beforeEach(() => api.clear());

describe('a schedule', () => {
  it.each<[says: string, changes: object, field: string, message: RegExp]>([
    ['no name', { name: undefined }, 'name', /Required/],
    ['a name of two lines', { name: 'a\nb' }, 'name', /one line/],
    ['no reports', { reports: undefined }, 'reports', /unless a preset/],
    ['an empty list of reports', { reports: [] }, 'reports', /at least one/],
    ['an unknown report', { reports: ['logins'] }, 'reports[0]', /event-coverage/],
    ['an unknown service', { services: ['kms', 'nope'] }, 'services[1]', /kms/],
    ['an unknown format', { formats: ['xls'] }, 'formats[0]', /pdf/],
    ['no period', { period: undefined }, 'period', /unless a preset/],
    ['an unknown period', { period: { kind: 'yesterday' } }, 'period.kind', /./],
    ['no days', { period: { kind: 'last-days', days: 0 } }, 'period.days', /./],
    ['a month of no year', { period: { kind: 'previous-year', fiscalYearStart: 13 } }, 'period.fiscalYearStart', /./],
    ['no when', { when: undefined }, 'when', /unless a preset/],
    ['what is not cron', { when: { cron: '0 25 * * *' } }, 'when.cron', /"25" is no hour \(field 2\): give 0 to 23/],
    ['too few fields', { when: { cron: '0 6 * *' } }, 'when.cron', /five fields .* this one has 4/],
    ['a date that no year has', { when: { cron: '0 6 31 2 *' } }, 'when.cron', /never due.*Give a day that its months/],
    ['every minute', { when: { cron: '* * * * *' } }, 'when.cron', /00:00 and on .* 00:01, a minute apart.*Give fewer/],
    ['no time of day', { when: { every: 'day' } }, 'when.at', /such as 06:00/],
    ['an unknown field of when', { when: { every: 'day', at: '06:00', on: 1 } }, 'when.on', /Unknown/],
    ['no zone', { timeZone: undefined }, 'timeZone', /Required/],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'timeZone', /"Mars\/Olympus" .* such as Europe\/Berlin/],
    ['an offset for a zone', { timeZone: '+02:00' }, 'timeZone', /IANA/],
    ['a settling time too long', { settlingTime: 'P32D' }, 'settlingTime', /at most P31D/],
    ['no target', { targets: [] }, 'targets', /at least one delivery target/],
    ['a target that is no id', { targets: ['archive'] }, 'targets[0]', /\/v1\/delivery-targets/],
    ['an unknown target', { targets: [TARGET, UNKNOWN_ID] }, 'targets[1]', new RegExp(`"${UNKNOWN_ID}".*/v1/delivery`)],
    ['an unknown target for notices', { noticeTargets: [UNKNOWN_ID] }, 'noticeTargets[0]', new RegExp(UNKNOWN_ID)],
    ['no target for notices', { noticeTargets: [] }, 'noticeTargets', /leave it out/],
    ['an end that is no time', { enabledUntil: 'tomorrow' }, 'enabledUntil', /a date/],
    [
      'an end before its beginning',
      { enabledFrom: '2090-02-01', enabledUntil: '2090-01-01' },
      'enabledUntil',
      /later than "enabledFrom"/,
    ],
    ['an end that is past', { enabledUntil: '2020-01-01' }, 'enabledUntil', /never due.*first due time.*Give a later/],
    [
      'no due time between its bounds',
      { enabledFrom: '2090-01-01', enabledUntil: '2090-01-31', when: { cron: '0 6 31 * *' } },
      'enabledUntil',
      /2090-01-31T05:00:00.000Z/,
    ],
    ['a beginning that never comes', { enabledFrom: '9999-01-01' }, 'enabledFrom', /earlier/],
    ['an unknown preset', { preset: 'iso-27001' }, 'preset', /sox-quarter-pack/],
    ['an unknown field', { cron: '0 6 * * *' }, 'cron', /Unknown/],
  ])('with %s is answered 400, naming the field and the way out, and not made', async (_, changes, field, message) => {
    const { id } = await api.saved({ name: 'kept' });
    for (const answer of [
      await api.ask('POST', URL, { ...SCHEDULE, ...changes }),
      await api.ask('POST', `${URL}/preview`, { ...SCHEDULE, ...changes }),
      await api.ask('PUT', `${URL}/${id}`, { ...SCHEDULE, ...changes }),
    ]) {
      expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_request', errors: [{ field }] });
      const { message: said, allowed = [] } = answer.json().errors[0];
      expect([said, ...allowed].join(' ')).toMatch(message);
    }
    expect(await api.namesOf()).toEqual(['kept']);
  });

  it('with a deleted target is answered 409, naming it', async () => {
    const body = { ...SCHEDULE, targets: [TARGET, DELETED_TARGET] };
    for (const url of [URL, `${URL}/preview`]) {
      const answer = await api.ask('POST', url, body);
      expect(answer.json()).toMatchObject({ status: 409, code: 'conflict', errors: [{ field: 'targets[1]' }] });
      expect(answer.json().detail).toContain(`"gone" (${DELETED_TARGET}) is deleted`);
    }
    expect(await api.namesOf()).toEqual([]);
  });
});
