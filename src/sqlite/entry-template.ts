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

const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;

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
   * Returns the difference of an entry. The entry is split only where it differs from the template, which is quicker
   * than to split all of it.
   *
   * @param json - Any string; {@link EntryTemplate.expand} returns exactly this string.
   * @param known - Strings of the entry that are known when it is read: they count as earlier literals.
   */
  compress(json: string, known: readonly string[]): string {
    const literals = new Literals(known);
    const steps: Step[] = [];
    let copied = 0;
    let at = 0;
    // The last part begins at the end of the string.
    for (let start = 0; start <= json.length; ) {
      const wanted = this.#parts[at];
      if (wanted !== undefined && isPartAt(json, start, wanted)) {
        copied += 1;
        at += 1;
        start = afterPart(start, wanted);
        continue;
      }
      if (copied > 0) steps.push(copied);
      copied = 0;
      const part = partAt(json, start);
      const place = this.#places.get(part);
      const next = afterPart(start, part);
      if (place !== undefined && this.#isNext(json, next, place + 1)) {
        steps.push([place]);
        at = place;
      } else {
        steps.push(literals.stepOf(part));
        at += 1;
        start = next;
      }
    }
    if (copied > 0) steps.push(copied);
    return JSON.stringify(steps);
  }

  /** Whether a string goes on like the template: with this part, or where neither of them has another one. */
  #isNext(json: string, start: number, place: number): boolean {
    const part = this.#parts[place];
    return part === undefined ? start > json.length : start <= json.length && isPartAt(json, start, part);
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

/** Splits a string; the parts joined are the string again. The last part is empty. */
function split(json: string): readonly string[] {
  const parts: string[] = [];
  for (let start = 0; start <= json.length; start = afterPart(start, parts.at(-1) ?? ""))
    parts.push(partAt(json, start));
  return parts;
}

/** The part that begins at an index. */
function partAt(json: string, start: number): string {
  let end = start + 1;
  while (!isBoundary(json, end)) end += 1;
  return json.slice(start, end);
}

/** Whether the part that begins at an index is this one. */
function isPartAt(json: string, start: number, part: string): boolean {
  if (part === "") return start === json.length;
  return json.startsWith(part, start) && isBoundary(json, start + part.length);
}

/** Where the next part begins: after the last one, behind the end. */
function afterPart(start: number, part: string): number {
  return start + Math.max(1, part.length);
}

/** Whether a part ends before an index. */
function isBoundary(json: string, index: number): boolean {
  if (index >= json.length) return true;
  const code = json.charCodeAt(index);
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE;
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
