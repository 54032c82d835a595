/** Builds the steps of the quantifiers `*`, `+`, `?` and `{n,m}`. */
import { type BacktrackHandler, backtrack, type Machine, type Step } from "./machine.ts";
import type { CodeUnitTest, RegexNode } from "./pattern-tree.ts";
import type { ProgramBuilder } from "./program-builder.ts";

/** Builds a node before a step; passed in, because quantifiers and nodes contain each other. */
type Build = (builder: ProgramBuilder, node: RegexNode, next: Step, backward: boolean) => Step;

type RepeatNode = Extract<RegexNode, { kind: "repeat" }>;

/**
 * Builds a quantifier. Single characters are scanned in one step; everything else is unrolled as often as it must
 * match, and looped beyond.
 */
export function buildRepeat(
  builder: ProgramBuilder,
  node: RepeatNode,
  next: Step,
  backward: boolean,
  build: Build,
): Step {
  if (node.node.kind === "set" || node.node.kind === "literal") {
    const scan = node.lazy ? lazyScan : greedyScan;
    return scan(builder, node, testOf(node.node), next, backward);
  }
  const { minimum, maximum } = node;
  let step = next;
  if (maximum === Number.POSITIVE_INFINITY) step = buildIteration(builder, node, next, backward, build);
  else
    for (let count = minimum; count < maximum; count++)
      step = buildIteration(builder, node, next, backward, build, step);
  for (let count = 0; count < minimum; count++) step = build(builder, node.node, step, backward);
  return step;
}

/** The test of a node that matches one code unit. */
export function testOf(node: Extract<RegexNode, { kind: "set" | "literal" }>): CodeUnitTest {
  if (node.kind === "set") return node.test;
  const { unit } = node;
  return (tested) => tested === unit;
}

/** Number of code units from the position on that pass the test, up to a limit. */
function runLength(machine: Machine, test: CodeUnitTest, limit: number, backward: boolean): number {
  const { string, position } = machine;
  const available = Math.min(limit, backward ? position : string.length - position);
  const first = backward ? position - 1 : position;
  const move = backward ? -1 : 1;
  let length = 0;
  while (length < available && test(string.charCodeAt(first + length * move))) length++;
  machine.count(length);
  return length;
}

/**
 * A scan that gives back one code unit after the other. Two failures are recorded: that of the whole scan at its start,
 * and that of the next step at its end.
 */
function greedyScan(
  builder: ProgramBuilder,
  { minimum, maximum }: RepeatNode,
  test: CodeUnitTest,
  next: Step,
  backward: boolean,
): Step {
  const scan = builder.choices++;
  const rest = builder.choices++;
  const move = backward ? -1 : 1;
  const endAt: BacktrackHandler = (machine, shortest, longest) => {
    let position = longest;
    while (position !== shortest && machine.hasFailed(rest, position)) position -= move;
    machine.count(Math.abs(longest - position));
    machine.position = position;
    if (position !== shortest) machine.push(endAt, shortest, position - move);
    return machine.failedBefore(rest) ? backtrack : next;
  };
  return (machine) => {
    const { position } = machine;
    const length = runLength(machine, test, maximum, backward);
    if (length < minimum || machine.failedBefore(scan)) return backtrack;
    return endAt(machine, position + minimum * move, position + length * move);
  };
}

/** A scan that takes one more code unit each time the next step fails. */
function lazyScan(
  builder: ProgramBuilder,
  { minimum, maximum }: RepeatNode,
  test: CodeUnitTest,
  next: Step,
  backward: boolean,
): Step {
  const scan = builder.choices++;
  const rest = builder.choices++;
  const move = backward ? -1 : 1;
  const endAt: BacktrackHandler = (machine, position, left) => {
    machine.position = position;
    if (left > 0) machine.push(longer, position, left);
    return machine.failedBefore(rest) ? backtrack : next;
  };
  const longer: BacktrackHandler = (machine, position, left) => {
    machine.position = position;
    return runLength(machine, test, 1, backward) === 0 ? backtrack : endAt(machine, position + move, left - 1);
  };
  return (machine) => {
    if (runLength(machine, test, minimum, backward) < minimum || machine.failedBefore(scan)) return backtrack;
    return endAt(machine, machine.position + minimum * move, maximum - minimum);
  };
}

/**
 * An optional iteration. `after` follows it: for `x*` the same iteration again, for `x{0,3}` the next of three. An
 * empty iteration is the last one, because a loop would not end.
 */
function buildIteration(
  builder: ProgramBuilder,
  repeat: RepeatNode,
  next: Step,
  backward: boolean,
  build: Build,
  after?: Step,
): Step {
  const { node, lazy } = repeat;
  const choice = builder.choices++;
  const register = builder.registers++;
  const end: Step = (machine) => (machine.position === machine.registers[register] ? next : (after ?? head));
  const body = build(builder, node, end, backward);
  const enter: Step = (machine) => {
    machine.setRegister(register, machine.position);
    return body;
  };
  const other: BacktrackHandler = (machine, position) => {
    machine.position = position;
    return lazy ? enter : next;
  };
  const head: Step = (machine) => {
    if (machine.failedBefore(choice)) return backtrack;
    machine.push(other, machine.position, 0);
    return lazy ? next : enter;
  };
  return head;
}
