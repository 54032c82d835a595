/**
 * Compresses log entries that resemble each other: an entry is stored as its difference from a template.
 *
 * Both are split before quotation marks, double ones of JSON and single ones around names in sentences, which costs a
 * fraction of a general compression. A difference is a JSON array of steps over the parts of the template:
 *
 *   difference = "[" [step *("," step)] "]"
 *   step       = copy / move / literal / again
 *   copy       = a positive number: so many parts of the template
 *   move       = "[" index "]": go on at this part of the template
 *   literal    = a string that stands in the place of one part of the template
 *   again      = a negative number: the literal of this number once more
 */

/** What a difference consists of. */
type Step = number | string | readonly [number];

/** An entry with which others are compressed. */
export class EntryTemplate {
  readonly #parts: readonly string[];
  /** The first place of each part. */
  readonly #places = new Map<string, number>();

  /** @param json - The entry, as JSON. */
  constructor(json: string) {
    this.#parts = split(json);
    for (const [place, part] of this.#parts.entries()) if (!this.#places.has(part)) this.#places.set(part, place);
  }

  /**
   * Returns the difference of an entry.
   *
   * @param json - Any string; {@link EntryTemplate.expand} returns exactly this string.
   * @param known - Strings of the entry that are known when it is read: they count as earlier literals.
   */
  compress(json: string, known: readonly string[]): string {
    const parts = split(json);
    const literals = new Literals(known);
    const steps: Step[] = [];
    let copied = 0;
    let at = 0;
    for (const [index, part] of parts.entries()) {
      if (part !== this.#parts[at]) {
        if (copied > 0) steps.push(copied);
        copied = 0;
        const place = this.#places.get(part);
        if (place === undefined || parts[index + 1] !== this.#parts[place + 1]) {
          steps.push(literals.stepOf(part));
          at += 1;
          continue;
        }
        steps.push([place]);
        at = place;
      }
      copied += 1;
      at += 1;
    }
    if (copied > 0) steps.push(copied);
    return JSON.stringify(steps);
  }

  /** Returns the entry that the steps of a difference stand for. */
  expand(steps: readonly Step[], known: readonly string[]): string {
    const literals = known.map(toLiteral);
    const parts: string[] = [];
    let at = 0;
    for (const step of steps) {
      if (typeof step === "object") {
        [at] = step;
      } else if (typeof step === "number" && step > 0) {
        parts.push(...this.#parts.slice(at, at + step));
        at += step;
      } else {
        if (typeof step === "string") literals.push(step);
        parts.push(typeof step === "string" ? step : (literals[-step - 1] ?? ""));
        at += 1;
      }
    }
    return parts.join("");
  }
}

/** Splits a string; the parts joined are the string again. */
function split(json: string): readonly string[] {
  return json.match(/["']?[^"']*/g) ?? [];
}

/** A string as it begins in JSON. */
function toLiteral(string: string): string {
  return `"${string}`;
}

/** The literals of a difference, numbered from 1. */
class Literals {
  readonly #numbers = new Map<string, number>();
  #count = 0;

  constructor(known: readonly string[]) {
    for (const string of known) this.#add(toLiteral(string));
  }

  /** The literal, or the number of the same one before it. */
  stepOf(literal: string): Step {
    const number = this.#numbers.get(literal);
    if (number !== undefined) return -number;
    this.#add(literal);
    return literal;
  }

  #add(literal: string): void {
    this.#count += 1;
    this.#numbers.set(literal, this.#count);
  }
}
