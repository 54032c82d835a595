/**
 * What the client costs over bare `fetch`: CPU time of the calling process for each call, over a loopback socket, the
 * server in a process of its own. Bare and client take turns, because the speed of a shared machine moves. Then the
 * memory of a long list. Run it with `--expose-gc` for the latter.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { ScimClient } from "../src/client/index.ts";
import { UserType } from "../src/models/index.ts";
import { LIST_RESPONSE, SCIM_MEDIA_TYPE, USER_SCHEMA } from "../src/urns.ts";

const LISTED = 100_000;
const ROUNDS = 20;
const CALLS = 400;
const TOKEN = "bench-token";

function user(number: number): object {
  const userName = `user${number}@example.com`;
  const emails = [{ value: userName, type: "work", primary: true }];
  return {
    schemas: [USER_SCHEMA],
    id: String(number),
    userName,
    name: { givenName: "Ada", familyName: "B" },
    emails,
    active: true,
  };
}

function page(query: URLSearchParams): object {
  const startIndex = Number(query.get("startIndex") ?? "1");
  const size = Math.max(0, Math.min(Number(query.get("count") ?? "500"), LISTED - startIndex + 1));
  const Resources = Array.from({ length: size }, (_, index) => user(startIndex + index));
  return { schemas: [LIST_RESPONSE], totalResults: LISTED, startIndex, itemsPerPage: size, Resources };
}

function serve(): void {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    request.resume().on("end", () => {
      const body = JSON.stringify(
        url.pathname.endsWith("/Users") && request.method === "GET" ? page(url.searchParams) : user(1),
      );
      const headers = { "content-type": SCIM_MEDIA_TYPE, "content-length": Buffer.byteLength(body) };
      response.writeHead(request.method === "POST" ? 201 : 200, headers).end(body);
    });
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.(typeof address === "object" && address !== null ? address.port : 0);
  });
}

async function cpuOf(calls: number, call: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let number = 0; number < calls; number += 1) await call();
  const { user: own, system } = process.cpuUsage(before);
  return (own + system) / calls;
}

/** The best round: the others share their core with more of the rest of the machine. */
function best(values: readonly number[]): number {
  return Math.min(...values);
}

async function compare(name: string, bare: () => Promise<unknown>, ours: () => Promise<unknown>): Promise<void> {
  const costs: [number, number][] = [];
  await cpuOf(CALLS * 3, bare);
  await cpuOf(CALLS * 3, ours);
  for (let round = 0; round < ROUNDS; round += 1) costs.push([await cpuOf(CALLS, bare), await cpuOf(CALLS, ours)]);
  const [a, b] = [best(costs.map(([cost]) => cost)), best(costs.map(([, cost]) => cost))];
  process.stdout.write(`| ${name} | ${a.toFixed(0)} µs | ${b.toFixed(0)} µs | ${(b - a).toFixed(0)} µs |\n`);
}

async function measure(): Promise<void> {
  const server = fork(import.meta.filename, ["serve"]);
  const [port] = await once(server, "message");
  const baseUrl = `http://127.0.0.1:${String(port)}/scim`;
  const headers = { authorization: `Bearer ${TOKEN}`, accept: SCIM_MEDIA_TYPE };
  // Everything that can be switched on.
  const pace = { requestsPerSecond: 1_000_000, concurrency: 64 };
  const client = new ScimClient({ baseUrl, token: async () => TOKEN, pace, logger: { debug: () => {} } });
  const users = client.resources(UserType);
  const body = { schemas: [USER_SCHEMA], userName: "ada@example.com", name: { givenName: "Ada", familyName: "B" } };
  const { schemas: _schemas, ...ada } = body;
  process.stdout.write("| call | bare fetch | client | overhead |\n| --- | --- | --- | --- |\n");
  const bare = async (path: string, init: RequestInit) =>
    JSON.parse(await (await fetch(`${baseUrl}${path}`, init)).text());
  await compare(
    "get",
    () => bare("/Users/1", { headers }),
    () => users.get("1"),
  );
  const post = { ...headers, "content-type": SCIM_MEDIA_TYPE };
  await compare(
    "create",
    () => bare("/Users", { method: "POST", headers: post, body: JSON.stringify(body) }),
    () => users.create(ada),
  );

  const answer = JSON.stringify(user(1));
  const instant = async (_request: Request) => new Response(answer, { headers: { "content-type": SCIM_MEDIA_TYPE } });
  const here = new ScimClient({ baseUrl, token: async () => TOKEN, pace, logger: { debug: () => {} }, fetch: instant });
  const direct = async () => JSON.parse(await (await instant(new Request(`${baseUrl}/Users/1`, { headers }))).text());
  const hereUsers = here.resources(UserType);
  await compare("get, answered in the same process", direct, () => hereUsers.get("1"));

  const heap: number[] = [];
  let seen = 0;
  for await (const _user of users.list({ count: 500 })) {
    seen += 1;
    if (seen % 20_000 !== 0) continue;
    globalThis.gc?.();
    heap.push(process.memoryUsage().heapUsed / 1_048_576);
  }
  process.stdout.write(
    `\n${seen} users listed; heap after each 20,000: ${heap.map((size) => size.toFixed(1)).join(", ")} MB\n`,
  );
  server.kill();
}

if (process.argv[2] === "serve") serve();
else await measure();
