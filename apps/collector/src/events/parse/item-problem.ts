import type { QuarantineCode } from '@trailkeeper/contract';

/** Why an item cannot become an event. */
export type ItemProblemCode = QuarantineCode;

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
