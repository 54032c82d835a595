/** Requests of a process to Microsoft Graph: what goes wrong with them, and how many there are. */
import type { Fault, GraphEmulator } from "../../../src/testing/index.ts";
import { type Life, never } from "../../support/process-life.ts";
import type { VirtualTime } from "../../support/virtual-time.ts";
import type { GraphConditions } from "./graph-conditions.ts";

/** How a process reaches Graph. */
export interface GraphExchange {
  readonly conditions: GraphConditions;
  /** What goes wrong with a request; `nth` counts those with the same path, from 0. */
  readonly faultOf: (path: string, nth: number) => Fault | undefined;
  readonly counts: GraphRequests;
  /** Changes the directory in the middle of a cycle. */
  readonly change: () => void;
  /** Called with a line about something unusual. */
  readonly tell: (line: string) => void;
}

/** Requests of a cycle, without those for tokens. */
export interface GraphRequests {
  requests: number;
  /** Requests for single users. */
  lookUps: number;
  /** Whether something went wrong with a request. */
  isTroubled: boolean;
  /** Whether delta tokens expired. */
  isResync: boolean;
}

/** Sends requests to an emulator as a process does that may be killed. */
export function faultyGraph(
  graph: GraphEmulator,
  time: VirtualTime,
  life: Life,
  { conditions, faultOf, counts, change, tell }: GraphExchange,
): (request: Request) => Promise<Response> {
  const { expiresAt, changesAt, downFrom, kill } = conditions;
  const seen = new Map<string, number>();
  let sequence = -1;
  /** Counts a request and decides what goes wrong with it. */
  const begin = (path: string): Fault | undefined => {
    const nth = seen.get(path) ?? 0;
    seen.set(path, nth + 1);
    sequence += 1;
    count(counts, path);
    if (sequence === changesAt) change();
    if (sequence === expiresAt) {
      graph.expireDeltaTokens();
      counts.isResync = true;
      tell("all delta tokens expire");
    }
    const fault = downFrom !== undefined && sequence >= downFrom ? DOWN : faultOf(path, nth);
    if (fault === undefined) return undefined;
    counts.isTroubled = true;
    tell(`${path} [${JSON.stringify(fault)}]`);
    return fault;
  };
  return async (request) => {
    if (life.dead) return never();
    const { pathname: path } = new URL(request.url);
    const fault = begin(path);
    const killedWhen = kill?.request === sequence ? kill.effect : undefined;
    if (killedWhen === "before") return killed(life, `before a request for ${path}`);
    graph.faults = () => fault;
    const answer = () => graph.fetch(request);
    const response = await (isSlow(fault) ? answer() : time.during(answer));
    tell(`${path}: ${response.status}`);
    if (killedWhen === "after") return killed(life, `after a request for ${path}`);
    return life.dead ? never() : response;
  };
}

const DOWN: Fault = { kind: "status", status: 503 };

function count(counts: GraphRequests, path: string): void {
  if (!path.startsWith("/v1.0/")) return;
  counts.requests += 1;
  if (/\/users\/[\da-f-]{36}$/.test(path)) counts.lookUps += 1;
}

function killed(life: Life, where: string): Promise<never> {
  life.kill(where);
  return never();
}

/** Timers must run meanwhile. */
function isSlow(fault: Fault | undefined): boolean {
  return fault?.kind === "latency" || fault?.kind === "slow_body";
}
