/**
 * Builds the program of a parsed pattern.
 *
 * Steps are built from the end to the start: every builder receives the next step. Inside look-behind everything runs
 * from right to left, so the builders have a direction.
 */
import { scanStart } from "./anchors.ts";
import { lowerUnit } from "./code-unit-set.ts";
import { accept, type BacktrackHandler, backtrack, type Machine, type MachineSize, type Step } from "./machine.ts";
import { invalid } from "./pattern-cursor.ts";
import type { AnchorTest, CodeUnitTest, ParsedPattern, RegexNode } from "./pattern-tree.ts";
import type { ProgramBuilder } from "./program-builder.ts";
import { buildRepeat, testOf } from "./quantifiers.ts";

/** Maximum number of steps: counted groups are unrolled, and `((a{50}){50}){50}` must not fill the memory. */
const MAX_STEPS = 20_000;

/** A program: its first step, and the resources that it needs. */
export interface Program {
  readonly start: Step;
  readonly size: MachineSize;
}

/** Builds the program of a pattern. */
export function buildProgram(pattern: string, { root, groups }: ParsedPattern): Program {
  const builder: ProgramBuilder = { pattern, groups, steps: 0, registers: 0, choices: 0, dependsOnHistory: false };
  const start = build(builder, root, accept, false);
  const groupCount = Math.max(...groups.values()) + 1;
  const choices = builder.dependsOnHistory ? 0 : builder.choices;
  return { start, size: { groups: groupCount, registers: builder.registers, choices } };
}

/** Builds a node before a step. */
function build(builder: ProgramBuilder, node: RegexNode, next: Step, backward: boolean): Step {
  builder.steps++;
  if (builder.steps > MAX_STEPS) invalid({ pattern: builder.pattern, offset: 0 }, "too many repeated groups");
  switch (node.kind) {
    case "literal":
    case "set":
      return buildSet(testOf(node), next, backward);
    case "anchor":
      if (node.test === scanStart) builder.dependsOnHistory = true;
      return buildAnchor(node.test, next);
    case "sequence":
      return buildSequence(builder, node.nodes, next, backward);
    case "alternation":
      return buildAlternation(builder, node.nodes, next, backward);
    case "repeat":
      return buildRepeat(builder, node, next, backward, build);
    case "capture":
      return buildCapture(builder, node, next, backward);
    case "atomic":
      return buildAtomic(builder, node.node, next, backward);
    case "look":
      return buildLook(builder, node, next);
    case "reference":
      return buildReference(builder, node.group, node.ignoreCase, next, backward);
    case "conditional":
      return buildConditional(builder, node, next, backward);
  }
}

function buildSet(test: CodeUnitTest, next: Step, backward: boolean): Step {
  const behind = backward ? 1 : 0;
  const move = backward ? -1 : 1;
  return (machine) => {
    const index = machine.position - behind;
    if (index < 0 || index >= machine.string.length || !test(machine.string.charCodeAt(index))) return backtrack;
    machine.position += move;
    return next;
  };
}

function buildAnchor(test: AnchorTest, next: Step): Step {
  return (machine) => (test(machine) ? next : backtrack);
}

function buildSequence(builder: ProgramBuilder, nodes: readonly RegexNode[], next: Step, backward: boolean): Step {
  const fromTheEnd = backward ? nodes : nodes.toReversed();
  return fromTheEnd.reduce<Step>((after, node) => build(builder, node, after, backward), next);
}

function buildAlternation(builder: ProgramBuilder, nodes: readonly RegexNode[], next: Step, backward: boolean): Step {
  const branches = nodes.map((node) => build(builder, node, next, backward));
  const choice = builder.choices++;
  const tryBranch = (machine: Machine, index: number): Step => {
    if (index + 1 < branches.length) machine.push(handler, machine.position, index + 1);
    return branches[index] ?? backtrack;
  };
  const handler: BacktrackHandler = (machine, position, index) => {
    machine.position = position;
    return tryBranch(machine, index);
  };
  return (machine) => (machine.failedBefore(choice) ? backtrack : tryBranch(machine, 0));
}

/** The index of a group; -1 for none. */
function groupIndex({ groups }: ProgramBuilder, key: string | undefined): number {
  return groups.get(key ?? "") ?? -1;
}

type CaptureNode = Extract<RegexNode, { kind: "capture" }>;

function buildCapture(builder: ProgramBuilder, node: CaptureNode, next: Step, backward: boolean): Step {
  const register = builder.registers++;
  const group = groupIndex(builder, node.group);
  const end =
    node.release === undefined
      ? captureEnd(register, group, next)
      : balancingEnd(builder, register, group, node.release, next);
  const body = build(builder, node.node, end, backward);
  return (machine) => {
    machine.setRegister(register, machine.position);
    return body;
  };
}

function captureEnd(register: number, group: number, next: Step): Step {
  return (machine) => {
    const start = machine.registers[register] ?? 0;
    const { position } = machine;
    machine.capture(group, Math.min(start, position), Math.max(start, position));
    return next;
  };
}

/** A balancing group removes the latest capture of another group, and captures what is between the two. */
function balancingEnd(builder: ProgramBuilder, register: number, group: number, release: string, next: Step): Step {
  builder.dependsOnHistory = true;
  const released = groupIndex(builder, release);
  return (machine) => {
    const releasedStart = machine.captureStart(released);
    const releasedEnd = machine.captureEnd(released);
    if (releasedStart < 0) return backtrack;
    machine.release(released);
    if (group < 0) return next;
    const edges = [machine.registers[register] ?? 0, machine.position, releasedStart, releasedEnd];
    const [, from = 0, to = 0] = edges.sort((one, other) => one - other);
    machine.capture(group, from, to);
    return next;
  };
}

/** Continues after an enclosed part has matched, with the depth and the position at its start. */
type AfterMatch = (machine: Machine, depth: number, position: number) => Step;

/**
 * A part whose choices are not tried again once it has matched. If it fails, matching continues with `otherwise` from
 * the start of the part; without `otherwise`, it backtracks.
 */
function buildEnclosed(
  builder: ProgramBuilder,
  node: RegexNode,
  backward: boolean,
  matched: AfterMatch,
  otherwise?: Step,
): Step {
  const depth = builder.registers++;
  const position = builder.registers++;
  const end: Step = (machine) => matched(machine, machine.registers[depth] ?? 0, machine.registers[position] ?? 0);
  const body = build(builder, node, end, backward);
  const failed: BacktrackHandler = (machine, entered) => {
    machine.position = entered;
    return otherwise ?? backtrack;
  };
  return (machine) => {
    machine.registers[depth] = machine.depth;
    machine.registers[position] = machine.position;
    if (otherwise !== undefined) machine.push(failed, machine.position, 0);
    return body;
  };
}

function buildAtomic(builder: ProgramBuilder, node: RegexNode, next: Step, backward: boolean): Step {
  return buildEnclosed(builder, node, backward, (machine, depth) => {
    machine.commit(depth);
    return next;
  });
}

/** Continues from the start of a look-around. */
function returnTo(next: Step): AfterMatch {
  return (machine, depth, position) => {
    machine.commit(depth);
    machine.position = position;
    return next;
  };
}

type LookNode = Extract<RegexNode, { kind: "look" }>;

function buildLook(builder: ProgramBuilder, { node, behind, negative }: LookNode, next: Step): Step {
  if (!negative) return buildEnclosed(builder, node, behind, returnTo(next));
  const matched: AfterMatch = (machine, depth) => {
    machine.rollBack(depth);
    return backtrack;
  };
  return buildEnclosed(builder, node, behind, matched, next);
}

function buildReference(
  builder: ProgramBuilder,
  key: string,
  ignoreCase: boolean,
  next: Step,
  backward: boolean,
): Step {
  builder.dependsOnHistory = true;
  const group = groupIndex(builder, key);
  return (machine) => {
    const start = machine.captureStart(group);
    if (start < 0) return backtrack;
    const length = machine.captureEnd(group) - start;
    const from = backward ? machine.position - length : machine.position;
    if (from < 0 || !isSameSubstring(machine.string, start, from, length, ignoreCase)) return backtrack;
    machine.count(length);
    machine.position = backward ? from : from + length;
    return next;
  };
}

function isSameSubstring(string: string, one: number, other: number, length: number, ignoreCase: boolean): boolean {
  if (other + length > string.length) return false;
  for (let index = 0; index < length; index++) {
    const left = string.charCodeAt(one + index);
    const right = string.charCodeAt(other + index);
    if (left !== right && !(ignoreCase && lowerUnit(left) === lowerUnit(right))) return false;
  }
  return true;
}

type ConditionalNode = Extract<RegexNode, { kind: "conditional" }>;

function buildConditional(builder: ProgramBuilder, node: ConditionalNode, next: Step, backward: boolean): Step {
  const yes = build(builder, node.yes, next, backward);
  const no = build(builder, node.no, next, backward);
  const { condition } = node;
  if (typeof condition === "object") return buildEnclosed(builder, condition, backward, returnTo(yes), no);
  builder.dependsOnHistory = true;
  const group = groupIndex(builder, condition);
  return (machine) => (machine.captureStart(group) < 0 ? no : yes);
}
