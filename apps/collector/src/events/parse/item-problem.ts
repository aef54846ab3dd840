/** Why an item cannot become an event. Codes are part of the answer and of the quarantine table: they never change. */
export type ItemProblemCode =
  | 'event_too_large'
  | 'unterminated_array'
  | 'invalid_utf8'
  | 'nested_too_deep'
  | 'invalid_json'
  | 'nul_character'
  | 'lone_surrogate'
  | 'duplicate_key'
  | 'not_an_object'
  | 'envelope_conflict'
  | 'envelope_too_deep'
  | 'no_action'
  | 'no_event_time'
  | 'invalid_event_time'
  | 'event_time_out_of_range'
  | 'wrong_type'
  | 'field_too_long'
  | 'out_of_scope'
  | 'storage_refused';

/** A code for programs and a sentence for people. The sentence names fields and positions, never what stands in them. */
export interface ItemProblem {
  code: ItemProblemCode;
  message: string;
}

/** What a step of the parsing gives: its value, or why there is none. */
export type Result<Value> = { value: Value; problem?: undefined } | { value?: undefined; problem: ItemProblem };

/** A failed step. */
export function refused(code: ItemProblemCode, message: string): { problem: ItemProblem } {
  return { problem: { code, message } };
}
