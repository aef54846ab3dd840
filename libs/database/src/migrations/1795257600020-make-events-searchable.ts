import type { MigrationInterface, QueryRunner } from 'typeorm';
import { patiently } from './patiently.js';

/**
 * What search finds events by: hashed terms (`searchTermsOf`) that have one index (IndexSearchTerms) instead of one for each
 * field, which would take four times the room (docs/adr/0014). A term narrows, it proves nothing: whoever asks for one
 * compares the fields as well. Rows from before have no terms until they are given them (`npm run migrate`); no row has a
 * message that is longer than what can be searched.
 */
export class MakeEventsSearchable1795257600020 implements MigrationInterface {
  name = 'MakeEventsSearchable1795257600020';

  async up(runner: QueryRunner): Promise<void> {
    await patiently(runner, ADD_COLUMNS);
    await runner.query(CREATE_ADDRESS_WITHIN);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_ALL);
  }
}

// The rows that are there are looked through later: see ValidateMessages.
const ADD_COLUMNS = `
alter table audit_event
  add column message text,
  add column search_terms integer[],
  add constraint audit_event_message_check check (length(message) <= 4096) not valid
`;

const OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const FOUR_OCTETS = `${OCTET}(\\.${OCTET}){3}`;

// Producers write lists, networks and nonsense as an address. What the patterns leave out, PostgreSQL would read in ways of its
// own (010.1.1.1, 10.1/16, ::1.2, ::1/064); they must let through what `maybeNetwork` reads. Subtransactions are not for
// parallel workers.
const CREATE_ADDRESS_WITHIN = `
create function address_within(addresses text, network inet) returns boolean
language plpgsql immutable strict parallel unsafe
set search_path = pg_catalog, pg_temp
as $$
declare
  part text;
  ipv4 constant text := '^${FOUR_OCTETS}(/(3[0-2]|[12]?[0-9]))?$';
  ipv6 constant text := '^([0-9a-fA-F]{0,4}:){2,8}([0-9a-fA-F]{0,4}|${FOUR_OCTETS})(/(0|[1-9][0-9]{0,2}))?$';
begin
  foreach part in array string_to_array(addresses, ',') loop
    part := btrim(part, E' \\t\\n\\x0b\\f\\r');
    if part !~ ipv4 and part !~ ipv6 then
      continue;
    end if;
    begin
      if part::inet <<= network then
        return true;
      end if;
    exception when invalid_text_representation then
      null;
    end;
  end loop;
  return false;
end
$$;
revoke all on function address_within(text, inet) from public;
grant execute on function address_within(text, inet) to trailkeeper_reporter
`;

const DROP_ALL = `
drop function address_within(text, inet);
alter table audit_event
  drop column message,
  drop column search_terms
`;
