/** Counts the users of a file who have neither true nor false where it should say whether they are active. */
import { ACTIVE_ATTRIBUTE } from "../../provisioning/mapping/source-attributes.ts";
import type { SourceValue } from "../../provisioning/ports/source.ts";
import { isBoolean, notBoolean } from "./damaged-cells.ts";
import { invalidSource } from "./file-errors.ts";

/** Most users without a boolean; of more, the whole attribute counts as damaged. */
const MAX_UNUSABLE = 5;

/** The check of one or several files. */
export class ActivityCheck {
  readonly #noun: "rows" | "users";
  #unusable = 0;
  /** Where the first user without a boolean is, and what is there. */
  #first = "";

  /** @param noun - What messages call the users of the file. */
  constructor(noun: "rows" | "users") {
    this.#noun = noun;
  }

  /** Adds a user's value of `accountEnabled`. */
  add(value: SourceValue, location: string): void {
    const shown = String(value ?? "");
    if (isBoolean(shown)) return;
    if (this.#unusable === 0) this.#first = `${location} ${notBoolean(shown)}`;
    this.#unusable += 1;
  }

  /**
   * Ends the check.
   *
   * @throws ProvisioningError `invalid_source` when too many users do not show whether they are active.
   */
  finish(path: string): void {
    if (this.#unusable <= MAX_UNUSABLE) return;
    const place = `${this.#noun === "rows" ? "the column " : ""}${JSON.stringify(ACTIVE_ATTRIBUTE)}`;
    throw invalidSource(
      path,
      `${this.#unusable} ${this.#noun} have neither True nor False in ${place}: ${this.#first}`,
    );
  }
}
