/**
 * The state of one search: the text, the place in it, what the groups captured, and a stack of the choices that can
 * still be taken back.
 *
 * A program is a graph of steps. A step looks at the machine and returns the step after it; when it does not match,
 * that is `backtrack`, which takes the latest choice back. Nothing recurses, so the length of a text cannot exhaust the
 * call stack.
 *
 * Two things bound the work. After some steps the machine starts to remember at which choices it failed at which place
 * of the text and does not try them again, so that the work is at most the size of the program times the length of the
 * text. That is only sound where a failure cannot depend on what groups captured before. And every search has a number
 * of steps after which it is given up.
 */
import { ExpressionError } from "../../../errors.ts";

/** Does something and returns what comes next. */
export type Step = (machine: Machine) => Step;

/** Takes a choice back, with the two numbers that were pushed with it. */
export type Backtrack = (machine: Machine, first: number, second: number) => Step;

/** Steps after which a search is given up: some ten milliseconds. */
const STEP_LIMIT = 1_000_000;

/** Steps after which failures are remembered: below, remembering costs more than it saves. */
const STEPS_BEFORE_MEMORY = 4_000;

/** Bits of memory: beyond, only the step limit holds. */
const MAX_MEMORY = 2 ** 25;

/** Index of no capture: the three numbers that would be there are outside the list. */
const NO_CAPTURE = -3;

/** What a program needs to know to run. */
export interface MachineSize {
  readonly groups: number;
  readonly registers: number;
  /** Choices whose failures may be remembered; 0 when failures depend on captures. */
  readonly choices: number;
}

/** The end of a match. Never called. */
export const accept: Step = () => accept;

/** No choice is left. Never called. */
const exhausted: Step = () => exhausted;

/** Takes the latest choice back. */
export const backtrack: Step = (machine) => machine.popChoice();

/** Frame that puts back what a group had captured before. */
const restoreCapture: Backtrack = (machine, group, capture) => {
  machine.captured[group] = capture;
  return backtrack;
};

/** Frame that puts a register back. */
const restoreRegister: Backtrack = (machine, register, value) => {
  machine.registers[register] = value;
  return backtrack;
};

/** Whether a frame puts something back, and is no choice. */
function isRestore(retry: Backtrack | undefined): retry is Backtrack {
  return retry === restoreCapture || retry === restoreRegister;
}

/** Frame below all choices of a step: when it is reached, all of them failed. */
const rememberFailure: Backtrack = (machine, choice, position) => {
  machine.setFailed(choice, position);
  return backtrack;
};

/** One search in one text. */
export class Machine {
  readonly text: string;
  /** Place in the text; moved by steps. */
  position = 0;
  /** Where the search began, for `\G`. */
  scanStart = 0;
  /** Steps taken so far, over all matches of one call. */
  steps = 0;
  /** Number of choices that can be taken back. */
  depth = 0;
  /** Latest capture of each group, as an index into the captures. */
  readonly captured: number[];
  /** Positions that steps keep between one another; each register belongs to one step. */
  readonly registers: number[];

  readonly #size: MachineSize;
  readonly #pattern: string;
  readonly #retries: Backtrack[] = [];
  readonly #first: number[] = [];
  readonly #second: number[] = [];
  /** Captures as triples: start, end, the group's capture before. Only ever appended to during an attempt. */
  readonly #captures: number[] = [];
  /** Steps at which the machine looks at its bounds next. */
  #watchAt = STEPS_BEFORE_MEMORY;
  #failed: Uint32Array | undefined;

  constructor(pattern: string, text: string, size: MachineSize) {
    this.#pattern = pattern;
    this.text = text;
    this.#size = size;
    this.captured = new Array<number>(size.groups).fill(NO_CAPTURE);
    this.registers = new Array<number>(size.registers).fill(0);
  }

  /** Tries to match from a position. */
  run(start: Step, position: number): boolean {
    this.position = position;
    this.depth = 0;
    this.#captures.length = 0;
    this.captured.fill(NO_CAPTURE);
    let step = start;
    while (step !== accept) {
      if (step === exhausted) return false;
      this.steps++;
      if (this.steps > this.#watchAt) this.#recordOutcomes();
      step = step(this);
    }
    return true;
  }

  #recordOutcomes(): void {
    this.#watchAt = STEP_LIMIT;
    if (this.steps > STEP_LIMIT) {
      const message = `The regular expression was given up after ${STEP_LIMIT} steps`;
      throw new ExpressionError(message, { code: "regex_timeout", source: this.#pattern, offset: 0 });
    }
    const bits = this.#bitOf(this.#size.choices, 0);
    if (this.#failed === undefined && bits > 0 && bits <= MAX_MEMORY) this.#failed = new Uint32Array((bits + 31) >>> 5);
  }

  /** Counts characters that are looked at or copied inside one step as work. */
  count(characters: number): void {
    this.steps += characters >> 3;
    if (this.steps > this.#watchAt) this.#recordOutcomes();
  }

  /** Keeps a choice for later. */
  push(retry: Backtrack, first: number, second: number): void {
    const index = this.depth++;
    this.#retries[index] = retry;
    this.#first[index] = first;
    this.#second[index] = second;
  }

  /** Takes the latest choice back; see {@link backtrack}. */
  popChoice(): Step {
    if (this.depth === 0) return exhausted;
    const index = --this.depth;
    const retry = this.#retries[index] ?? backtrack;
    return retry(this, this.#first[index] ?? 0, this.#second[index] ?? 0);
  }

  /** Whether a choice has failed at this position before. If not, its failure will be remembered. */
  failedBefore(choice: number): boolean {
    if (this.#failed === undefined) return false;
    if (this.hasFailed(choice, this.position)) return true;
    this.push(rememberFailure, choice, this.position);
    return false;
  }

  /** Whether a choice is known to fail at a position. */
  hasFailed(choice: number, position: number): boolean {
    const bit = this.#bitOf(choice, position);
    return ((this.#failed?.[bit >>> 5] ?? 0) & (1 << bit)) !== 0;
  }

  /** Remembers a failure. */
  setFailed(choice: number, position: number): void {
    if (this.#failed === undefined) return;
    const bit = this.#bitOf(choice, position);
    this.#failed[bit >>> 5] = (this.#failed[bit >>> 5] ?? 0) | (1 << bit);
  }

  #bitOf(choice: number, position: number): number {
    return choice * (this.text.length + 1) + position;
  }

  /** Sets a register so that taking back restores it. */
  setRegister(register: number, value: number): void {
    this.push(restoreRegister, register, this.registers[register] ?? 0);
    this.registers[register] = value;
  }

  /** Adds a capture to a group so that taking back removes it. */
  capture(group: number, start: number, end: number): void {
    const before = this.captured[group] ?? NO_CAPTURE;
    this.push(restoreCapture, group, before);
    this.captured[group] = this.#captures.length;
    this.#captures.push(start, end, before);
  }

  /** Takes the latest capture of a group away, so that taking back restores it. */
  release(group: number): void {
    const capture = this.captured[group] ?? NO_CAPTURE;
    this.push(restoreCapture, group, capture);
    this.captured[group] = this.#captures[capture + 2] ?? NO_CAPTURE;
  }

  /** Where the latest capture of a group starts; -1 when it has none. */
  captureStart(group: number): number {
    return this.#captures[this.captured[group] ?? NO_CAPTURE] ?? -1;
  }

  /** Where the latest capture of a group ends; -1 when it has none. */
  captureEnd(group: number): number {
    return this.#captures[(this.captured[group] ?? NO_CAPTURE) + 1] ?? -1;
  }

  /**
   * Forgets the choices above a depth, but keeps what restores captures and registers when something below is taken
   * back.
   */
  commit(depth: number): void {
    const last = this.depth;
    this.depth = depth;
    for (let index = depth; index < last; index++) {
      const retry = this.#retries[index];
      if (isRestore(retry)) this.push(retry, this.#first[index] ?? 0, this.#second[index] ?? 0);
    }
  }

  /** Takes everything above a depth back without trying any other choice. */
  rollBack(depth: number): void {
    while (this.depth > depth) {
      if (isRestore(this.#retries[this.depth - 1])) this.popChoice();
      else this.depth--;
    }
  }
}
