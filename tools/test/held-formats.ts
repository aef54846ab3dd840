/** To be run as the owner: then the writing of a report's file waits for whoever holds its format. */
export const HOLD_FORMATS = [
  `create function wait_for_format() returns trigger language plpgsql as $$
   begin
     perform pg_advisory_xact_lock(hashtext((select format from report_file where report_file.id = new.file_id)));
     return new;
   end $$`,
  `create trigger wait_for_format before insert on report_file_chunk
   for each row execute function wait_for_format()`,
];

/** The statement that holds a format, for as long as its transaction. */
export const holdFormat = (format: 'csv' | 'pdf') => `select pg_advisory_xact_lock(hashtext('${format}'))`;
