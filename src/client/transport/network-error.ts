/**
 * Turns a rejection of `fetch` into a lost answer.
 */
import { describeNetworkError } from "../../internal/network-error.ts";
import { LostAnswer } from "./response.ts";

/** A rejection of `fetch` as a lost answer. */
export function lostAnswer(thrown: unknown): LostAnswer {
  if (thrown instanceof LostAnswer) return thrown;
  const { code, reason } = describeNetworkError(thrown);
  return new LostAnswer(code, reason);
}
