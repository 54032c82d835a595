/**
 * A backtracking machine that runs the program of a pattern on a string: the position, the captures of the groups, and
 * a stack of choices.
 *
 * A program is a graph of steps. A step examines the machine and returns the next step; if it does not match, that is
 * `backtrack`, which returns to the latest choice. Nothing recurses, so a long string cannot overflow the call stack.
 *
 * Two limits bound the work. After some steps the machine starts to record which choices failed at which position and
 * does not repeat them, so that the work is at most the size of the program times the length of the string. That is
 * sound only if a failure cannot depend on earlier captures. And every search ends after a fixed number of steps.
 */
import { ExpressionError } from "../../../errors.ts";

/** Runs one step of a program and returns the next one. */
export type Step = (machine: Machine) => Step;

/** Continues after backtracking to a stack entry, with the two numbers of the entry. */
export type BacktrackHandler = (machine: Machine, first: number, second: number) => Step;

/** Maximum number of steps of a search: some ten milliseconds. */
const STEP_LIMIT = 1_000_000;

/** Number of steps after which failures are recorded: before that, recording costs more than it saves. */
const STEPS_BEFORE_RECORDING = 4_000;

/** Maximum size of the record, in bits: for larger programs and strings, only the step limit applies. */
const MAX_RECORDED_BITS = 2 ** 25;

/** Index of no capture: its three numbers are outside the list. */
const NO_CAPTURE = -3;

/** The resources that a program needs. */
export interface MachineSize {
  readonly groups: number;
  readonly registers: number;
  /** Number of choices whose failures may be recorded; 0 if failures depend on captures. */
  readonly choices: number;
}

/** The end of a match. Never called. */
export const accept: Step = () => accept;

/** No choice remains. Never called. */
const exhausted: Step = () => exhausted;

/** Returns to the latest choice. */
export const backtrack: Step = (machine) => machine.popChoice();

/** Restores the capture of a group. */
const restoreCapture: BacktrackHandler = (machine, group, capture) => {
  machine.captured[group] = capture;
  return backtrack;
};

/** Restores a register. */
const restoreRegister: BacktrackHandler = (machine, register, value) => {
  machine.registers[register] = value;
  return backtrack;
};

/** Whether a stack entry restores something, and is no choice. */
function isRestore(handler: BacktrackHandler | undefined): handler is BacktrackHandler {
  return handler === restoreCapture || handler === restoreRegister;
}

/** The entry below all choices of a step: when the machine reaches it, all of them have failed. */
const recordFailure: BacktrackHandler = (machine, choice, position) => {
  machine.setFailed(choice, position);
  return backtrack;
};

/** One search in one string. */
export class Machine {
  readonly string: string;
  /** Position in the string; steps move it. */
  position = 0;
  /** Where the search started, for `\G`. */
  scanStart = 0;
  /** Number of steps so far, over all matches of one call. */
  steps = 0;
  /** Height of the stack. */
  depth = 0;
  /** Latest capture of each group, as an index into the list of captures. */
  readonly captured: number[];
  /** Positions that a step keeps for later; each register belongs to one step. */
  readonly registers: number[];

  readonly #size: MachineSize;
  readonly #pattern: string;
  readonly #handlers: BacktrackHandler[] = [];
  readonly #first: number[] = [];
  readonly #second: number[] = [];
  /** Captures as triples: start, end, previous capture of the group. Append-only during an attempt. */
  readonly #captures: number[] = [];
  /** Number of steps at which the machine checks its limits next. */
  #checkAt = STEPS_BEFORE_RECORDING;
  #failed: Uint32Array | undefined;

  constructor(pattern: string, string: string, size: MachineSize) {
    this.#pattern = pattern;
    this.string = string;
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
      if (this.steps > this.#checkAt) this.#checkLimits();
      step = step(this);
    }
    return true;
  }

  #checkLimits(): void {
    this.#checkAt = STEP_LIMIT;
    if (this.steps > STEP_LIMIT) {
      const message = `The regular expression was stopped after ${STEP_LIMIT} steps`;
      throw new ExpressionError(message, { code: "regex_timeout", source: this.#pattern, offset: 0 });
    }
    const bits = this.#bitOf(this.#size.choices, 0);
    if (this.#failed === undefined && bits > 0 && bits <= MAX_RECORDED_BITS)
      this.#failed = new Uint32Array((bits + 31) >>> 5);
  }

  /** Counts characters that one step reads or copies as work. */
  count(characters: number): void {
    this.steps += characters >> 3;
    if (this.steps > this.#checkAt) this.#checkLimits();
  }

  /** Pushes a choice. */
  push(handler: BacktrackHandler, first: number, second: number): void {
    const index = this.depth++;
    this.#handlers[index] = handler;
    this.#first[index] = first;
    this.#second[index] = second;
  }

  /** Returns to the latest choice; see {@link backtrack}. */
  popChoice(): Step {
    if (this.depth === 0) return exhausted;
    const index = --this.depth;
    const handler = this.#handlers[index] ?? backtrack;
    return handler(this, this.#first[index] ?? 0, this.#second[index] ?? 0);
  }

  /** Whether a choice has failed at this position before. If not, its failure will be recorded. */
  failedBefore(choice: number): boolean {
    if (this.#failed === undefined) return false;
    if (this.hasFailed(choice, this.position)) return true;
    this.push(recordFailure, choice, this.position);
    return false;
  }

  /** Whether a choice is known to fail at a position. */
  hasFailed(choice: number, position: number): boolean {
    const bit = this.#bitOf(choice, position);
    return ((this.#failed?.[bit >>> 5] ?? 0) & (1 << bit)) !== 0;
  }

  /** Records a failure. */
  setFailed(choice: number, position: number): void {
    if (this.#failed === undefined) return;
    const bit = this.#bitOf(choice, position);
    this.#failed[bit >>> 5] = (this.#failed[bit >>> 5] ?? 0) | (1 << bit);
  }

  #bitOf(choice: number, position: number): number {
    return choice * (this.string.length + 1) + position;
  }

  /** Sets a register; backtracking restores it. */
  setRegister(register: number, value: number): void {
    this.push(restoreRegister, register, this.registers[register] ?? 0);
    this.registers[register] = value;
  }

  /** Adds a capture to a group; backtracking removes it. */
  capture(group: number, start: number, end: number): void {
    const before = this.captured[group] ?? NO_CAPTURE;
    this.push(restoreCapture, group, before);
    this.captured[group] = this.#captures.length;
    this.#captures.push(start, end, before);
  }

  /** Removes the latest capture of a group; backtracking restores it. */
  release(group: number): void {
    const capture = this.captured[group] ?? NO_CAPTURE;
    this.push(restoreCapture, group, capture);
    this.captured[group] = this.#captures[capture + 2] ?? NO_CAPTURE;
  }

  /** Start of the latest capture of a group; -1 if it has none. */
  captureStart(group: number): number {
    return this.#captures[this.captured[group] ?? NO_CAPTURE] ?? -1;
  }

  /** End of the latest capture of a group; -1 if it has none. */
  captureEnd(group: number): number {
    return this.#captures[(this.captured[group] ?? NO_CAPTURE) + 1] ?? -1;
  }

  /** Drops the choices above a depth, but keeps the entries that restore captures and registers. */
  commit(depth: number): void {
    const last = this.depth;
    this.depth = depth;
    for (let index = depth; index < last; index++) {
      const handler = this.#handlers[index];
      if (isRestore(handler)) this.push(handler, this.#first[index] ?? 0, this.#second[index] ?? 0);
    }
  }

  /** Backtracks to a depth without trying any other choice. */
  rollBack(depth: number): void {
    while (this.depth > depth) {
      if (isRestore(this.#handlers[this.depth - 1])) this.popChoice();
      else this.depth--;
    }
  }
}
