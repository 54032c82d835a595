/**
 * Random requests over both listeners, to stores that are slow, that fail before and after a write, and that lose their
 * connection. `FUZZ_REQUESTS` sets their number, `SEED` other ones.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toNodeListener, type WebHandler } from "../../../src/node/index.ts";
import { bearerToken, createScimHandler, fullProfile } from "../../../src/server/index.ts";
import { type Answer, type Connection, serveHttp, serveHttp2 } from "./clients.ts";
import { createFaultyStore, RequestLog } from "./faulty-store.ts";
import { type FuzzRequest, SCENARIO_LENGTH, scenario } from "./requests.ts";

const { FUZZ_REQUESTS = "100000", SEED = "1" } = process.env;

/** Milliseconds that a request may take. */
const REQUEST_TIME = 2_000;
/** Milliseconds after which an answer counts as missing, whatever else the machine does. */
const PATIENCE = REQUEST_TIME + 8_000;
const MAX_RESULTS = 10;
/** Scenarios that run at the same time. */
const CONCURRENCY = 128;

/**
 * Whether an answer says that nothing was written. The 404 of a DELETE does not: a DELETE that is repeated after a
 * failure finds no resource, and removes what is left of its memberships.
 */
function isDenial(method: unknown, status: number): boolean {
  if (method === "DELETE" && status === 404) return false;
  return (status >= 400 && status < 500) || status === 501 || status === 503;
}

const FORMS = [
  ["node:http, a SCIM handler", serveHttp, (handler: WebHandler) => handler],
  ["node:http, a wrapped handler", serveHttp, wrap],
  ["node:http2, a SCIM handler", serveHttp2, (handler: WebHandler) => handler],
  ["node:http2, a wrapped handler", serveHttp2, wrap],
] as const;

function wrap(handler: WebHandler): WebHandler {
  return (request) => handler(request);
}

describe.each(FORMS)("%s", (_, serve, prepare) => {
  it("answers 5xx only where the store failed, in time, and writes nothing after or against its answer", async () => {
    const logs = new Map<string, RequestLog>();
    const store = createFaultyStore((subject = "") => {
      const log = logs.get(subject);
      if (log === undefined) throw new Error("A call of the store belongs to no request.");
      return log;
    });
    const profile = fullProfile();
    const handler = createScimHandler({
      basePath: "/scim/v2",
      profile: {
        ...profile,
        capabilities: { ...profile.capabilities, filter: { maxResults: MAX_RESULTS } },
        limits: { ...profile.limits, bodyBytes: 20_000, requestTime: REQUEST_TIME },
      },
      store,
      authenticate: bearerToken((tenant, credentials) => ({ tenant, subject: credentials.header("x-request") })),
    });
    await using connection = await serve(toNodeListener(prepare(handler)));
    const statuses = new Map<number, number>();
    const scenarios = Math.ceil(Number(FUZZ_REQUESTS) / FORMS.length / SCENARIO_LENGTH);
    const all = fc.sample(scenario, { seed: SEED === "random" ? Date.now() : Number(SEED), numRuns: scenarios });
    const problems: string[] = [];
    let started = 0;
    const work = async (): Promise<void> => {
      for (let index = started++; index < all.length && problems.length < 5; index = started++) {
        const tenant = `tenant-${index}`;
        problems.push(...(await play(all[index] ?? [], { connection, tenant, logs, statuses })));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    process.stdout.write(
      `${[...statuses]
        .sort()
        .map(([status, count]) => `${status}: ${count}`)
        .join(", ")}\n`,
    );
    expect(problems).toEqual([]);
  });
});

interface Player {
  readonly connection: Connection;
  readonly tenant: string;
  readonly logs: Map<string, RequestLog>;
  readonly statuses: Map<number, number>;
}

/** Plays a scenario, and describes the first thing that is wrong. */
async function play(
  requests: readonly FuzzRequest[],
  { connection, tenant, logs, statuses }: Player,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const [index, planned] of requests.entries()) {
    const name = `${tenant}/${index}`;
    const request = completeRequest(planned, ids, { authorization: `Bearer ${tenant}`, "x-request": name });
    const log = new RequestLog(planned.fault);
    logs.set(name, log);
    const answer = await withPatience(connection.send(request));
    const begun = log.begun;
    await log.idle();
    const problem = judge(request, answer, log, log.begun - begun);
    if (problem !== undefined)
      return [`${problem}\nrequest ${name}: ${JSON.stringify(request)}\n${JSON.stringify(answer)}`];
    if (typeof answer !== "object") continue;
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    const created = answer.status === 201 ? /"id":"([^"]+)"/.exec(answer.text)?.[1] : undefined;
    if (created !== undefined) ids.push(created);
  }
  return [];
}

function completeRequest(
  planned: FuzzRequest,
  ids: readonly string[],
  headers: Readonly<Record<string, string>>,
): FuzzRequest {
  const fill = (text: string) =>
    text.replace(/(?:\$|%24)(\d)/g, (_, index) => ids[Number(index) % (ids.length || 1)] ?? "nobody");
  const hasBody = planned.body !== undefined && !["GET", "HEAD"].includes(planned.method);
  return {
    ...planned,
    path: `/scim/v2${fill(planned.path)}`,
    body: hasBody ? fill(planned.body ?? "") : undefined,
    headers: { ...headers, "content-type": "application/scim+json", ...planned.headers },
  };
}

async function withPatience(answer: Promise<Answer>): Promise<Answer | "none in time"> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<"none in time">((resolve) => {
    timer = setTimeout(resolve, PATIENCE, "none in time");
  });
  const first = await Promise.race([answer, patience]);
  clearTimeout(timer);
  return first;
}

function judge(
  { method, leavesAfter }: FuzzRequest,
  answer: Answer | "none in time",
  { isHit, effects }: RequestLog,
  late: number,
): string | undefined {
  if (answer === "none in time") return "There was no answer in time.";
  if (answer === undefined) return leavesAfter === undefined ? "The connection ended without an answer." : undefined;
  const { status, text } = answer;
  if (status >= 500 && status !== 501 && !isHit) return `Nothing failed, and the answer was ${status}.`;
  if (late > 0) return `${late} writes began after the answer ${status}.`;
  if (isDenial(method, status) && effects > 0) return `The answer was ${status}, and ${effects} writes took effect.`;
  if (status !== 200 || !text.startsWith("{")) return undefined;
  const body: unknown = JSON.parse(text);
  const resources: unknown = Reflect.get(Object(body), "Resources");
  const isTooLong = Array.isArray(resources) && resources.length > MAX_RESULTS;
  return isTooLong ? `A page had ${resources.length} resources.` : deniedInBulk(body, effects);
}

/** A bulk whose operations were all denied has written nothing; what it undid again counts twice. */
function deniedInBulk(body: unknown, effects: number): string | undefined {
  const operations: unknown = Reflect.get(Object(body), "Operations");
  if (!Array.isArray(operations) || effects % 2 === 0) return undefined;
  const isDenied = operations.every((operation) => {
    const { method, status } = Object(operation);
    return isDenial(method, Number(status));
  });
  return isDenied ? `All operations of a bulk were denied, and ${effects} writes took effect.` : undefined;
}
