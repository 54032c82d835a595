/** Bounds what one PATCH request may cost, for callers that apply requests of strangers. */

import { ScimError } from "../errors.ts";
import { countConditions } from "../filter/count-conditions.ts";
import { readProperty } from "../internal/values.ts";
import type { ChangeStep } from "./change-value.ts";
import { isRecord } from "./json-record.ts";
import type { PatchOptions } from "./options.ts";
import type { VerifyStep } from "./step.ts";

/**
 * Length up to which the length of a string does not matter. In a longer one, each character costs as much as a
 * comparison: characters beyond ASCII are folded one by one.
 */
const SHORT_STRING = 64;

/** Length up to which the weight of a list is computed again rather than looked up. */
const SHORT_LIST = 32;

/** What is left of the limits of a request. */
export class WorkBudget {
  readonly #limits: PatchOptions["limits"];
  #weights: WeakMap<readonly unknown[], number> | undefined;
  #steps = 0;
  #comparisons = 0;

  /** @param limits - none when undefined. */
  constructor(limits: PatchOptions["limits"]) {
    this.#limits = limits;
  }

  /** @throws ScimError 413 for one step too many. */
  countStep(): void {
    if (this.#limits === undefined) return;
    this.#steps += 1;
    if (this.#steps <= this.#limits.steps) return;
    throw tooMuch(`makes more than ${this.#limits.steps} changes; each key of a value without a path is one`);
  }

  /**
   * Counts the visits of a change to, or a comparison with, the value of an attribute.
   *
   * @throws ScimError 413 when the request makes too many.
   */
  countChange(before: unknown, step: ChangeStep | VerifyStep): void {
    if (this.#limits === undefined) return;
    // Removals of single members are looked up by key, without their filters.
    const filter = "elements" in step ? undefined : step.path.selection?.filter;
    this.#comparisons += this.#weightOf(before) * (filter === undefined ? 1 : 1 + countConditions(filter));
    if ("elements" in step) this.#comparisons += this.#weightOf(step.elements);
    if (this.#comparisons <= this.#limits.comparisons) return;
    throw tooMuch("compares too many elements with too many conditions");
  }

  /** Long strings count as several elements. Lists are not changed in place, so a weight stays what it is. */
  #weightOf(elements: unknown): number {
    if (!Array.isArray(elements)) return weightOfStrings(elements);
    const isLong = elements.length > SHORT_LIST;
    const known = isLong ? this.#weights?.get(elements) : undefined;
    if (known !== undefined) return known;
    let weight = elements.length;
    for (const element of elements) weight += weightOfStrings(element);
    if (isLong) {
      this.#weights ??= new WeakMap();
      this.#weights.set(elements, weight);
    }
    return weight;
  }
}

/** What a value adds to the cost of its visit: its long strings, and the lists within it. */
function weightOfStrings(value: unknown): number {
  if (typeof value === "string") return value.length > SHORT_STRING ? value.length : 0;
  if (!isRecord(value)) return 0;
  let weight = 0;
  for (const name in value) {
    const part = readProperty(value, name);
    if (typeof part === "string") weight += weightOfStrings(part);
    else if (Array.isArray(part)) for (const item of part) weight += 1 + weightOfStrings(item);
  }
  return weight;
}

function tooMuch(problem: string): ScimError {
  return new ScimError(`The PATCH request ${problem}. Split it into several requests.`, { status: 413 });
}
