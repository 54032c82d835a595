/** Requests of a cycle: whom each is about, what goes wrong with it, and the line that tells of it. */

import type { Fault } from "../../../src/testing/index.ts";
import type { TargetFault, TargetFaults, TargetRequest } from "../../support/target-faults.ts";
import type { Config } from "./config.ts";
import { type GraphConditions, graphFaultOf } from "./graph-conditions.ts";
import { tagOf } from "./mapping.ts";
import type { CyclePlan, Scenario } from "./scenario.ts";
import type { Trace } from "./trace.ts";
import type { World } from "./world.ts";

/** What goes wrong in a run: what is drawn up, but for what is left out. */
export class Mishaps {
  /** Keys of everything that went wrong. */
  readonly keys: string[] = [];
  readonly #chosen: ReadonlySet<string> | undefined;
  readonly #trace: Trace;

  /** @param chosen - Keys of what may go wrong; everything, where it is undefined. */
  constructor(chosen: ReadonlySet<string> | undefined, trace: Trace) {
    this.#chosen = chosen;
    this.#trace = trace;
  }

  /** What was planned, where it may happen. */
  allow<What>(key: string, planned: What | undefined): What | undefined {
    if (planned === undefined || this.#chosen?.has(key) === false) return undefined;
    this.keys.push(key);
    return planned;
  }

  /** Which call to the state or the log kills the process of a cycle. */
  fates({ fateOf }: Scenario, { number }: CyclePlan) {
    return (part: "state" | "log", method: string, nth: number) => {
      const fate = this.allow(`${number} ${part} ${method} ${nth}`, fateOf(number, part, method, nth));
      if (fate !== undefined) this.#trace.add([], `  killed ${fate} call ${nth} of ${method} of the ${part}`);
      return fate;
    };
  }

  /** How Microsoft Graph behaves in a cycle. */
  graphConditions({ number }: CyclePlan, planned: GraphConditions): GraphConditions {
    const allow = <What>(name: string, what: What | undefined) => this.allow(`${number} graph ${name}`, what);
    return {
      ...planned,
      deltaLag: allow("lag", planned.deltaLag || undefined) ?? 0,
      assignmentLag: allow("assignment lag", planned.assignmentLag || undefined) ?? 0,
      readsUntilFound: allow("not found", planned.readsUntilFound || undefined) ?? 0,
      isThrottled: allow("throttle", planned.isThrottled || undefined) ?? false,
      expiresAt: allow("expiry", planned.expiresAt),
      changesAt: allow("changes", planned.changesAt),
      downFrom: allow("down", planned.downFrom),
      kill: allow("kill", planned.kill),
    };
  }

  /** What goes wrong with requests to Microsoft Graph in a cycle. */
  graphFaults(config: Config, plan: CyclePlan) {
    return (path: string, nth: number): Fault | undefined =>
      this.allow(`${plan.number} graph ${path} ${nth}`, graphFaultOf(config, plan, path, nth));
  }
}

/** The requests of one cycle. */
export class Requests {
  count = 0;
  writes = 0;
  /** Whether a test of the connection failed: the target seems to be down. */
  testFailed = false;
  readonly #world: World;
  readonly #scenario: Scenario;
  readonly #plan: CyclePlan;
  readonly #mishaps: Mishaps;
  readonly #trace: Trace;
  readonly #counts = new Map<string, number>();

  constructor(world: World, scenario: Scenario, plan: CyclePlan, mishaps: Mishaps, trace: Trace) {
    this.#world = world;
    this.#scenario = scenario;
    this.#plan = plan;
    this.#mishaps = mishaps;
    this.#trace = trace;
  }

  /** Notes a request, and decides what goes wrong with it. */
  readonly faults: TargetFaults = (request) => {
    const { call } = request;
    const subject = this.#subjectOf(request);
    const name = `${call} ${subject}`;
    const nth = this.#counts.get(name) ?? 0;
    this.#counts.set(name, nth + 1);
    this.count += 1;
    if (call === "create" || call === "patch" || call === "delete") this.writes += 1;
    const { number: cycle } = this.#plan;
    const planned = this.#scenario.faultOf({ cycle, call, subject, nth, sequence: this.count });
    const fault = this.#mishaps.allow(`${cycle} ${name} ${nth}`, planned);
    if (call === "test" && fault !== undefined) this.testFailed = true;
    this.#tell(request, subject, fault);
    return fault;
  };

  #tell(request: TargetRequest, subject: string, fault: TargetFault | undefined): void {
    const { call } = request;
    const said = fault === undefined ? "" : `[${fault.kind} ${fault.effect} it took effect] `;
    if (call !== "test") this.#trace.add([subject], `  ${call} ${subject} ${said}${detailOf(request)}`);
    else if (fault !== undefined) this.#trace.add([], `  ${call} ${said}`);
  }

  /** The person whom a request is about; what is asked for, where that is nobody. */
  #subjectOf({ call, id, filter, body }: TargetRequest): string {
    const { target, directory } = this.#world;
    const account = id === undefined ? undefined : target.accounts.get(id);
    const tag = call === "create" ? tagOf(Object(body)) : account && tagOf(account);
    if (tag !== undefined && directory.people.has(tag)) return tag;
    const address = account === undefined ? /"([^"]*@[^"]*)"/.exec(filter ?? "")?.[1] : String(account["userName"]);
    return (address && directory.holder(address)?.tag) ?? address ?? id ?? "";
  }
}

/** What a request asks for, in short. */
function detailOf({ call, body, filter }: TargetRequest): string {
  if (call === "list") return filter ?? "everybody";
  if (call === "create") return String(Reflect.get(Object(body), "userName"));
  if (call !== "patch") return "";
  const operations: unknown = Array.isArray(body) ? body : Reflect.get(Object(body), "Operations");
  return JSON.stringify(operations).slice(0, 300);
}
