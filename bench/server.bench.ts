/**
 * The handler over HTTP, beside bare `node:http` with a Map and scimmy-routers on Express 4. The generator of the load
 * is another process and often the limit, so the processor time of the service for each request says more than requests
 * a second.
 */
import { user, uuid } from "./support/company.ts";
import { type Load, type Measured, type Running, start, stop, takeTurns } from "./support/load.ts";

const MANY = 100_000;
const FEW = 1_000;
const ROUNDS = 5;
const SECONDS = 3;

const READ: Load = { method: "GET", path: `/Users/${uuid(5)}` };
const { id: _id, meta: _meta, ...input } = user(5);
const CREATE: Load = {
  method: "POST",
  path: "/Users",
  body: JSON.stringify({ ...input, userName: "[<id>]@example.com", externalId: "[<id>]" }),
};
const CHANGE: Load = {
  method: "PATCH",
  path: `/Users/${uuid(5)}`,
  body: JSON.stringify({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [
      { op: "replace", path: "title", value: "[<id>]" },
      { op: "replace", path: 'emails[type eq "work"].value', value: "[<id>]@example.com" },
    ],
  }),
};

const print = (line: string): void => void process.stdout.write(`${line}\n`);

print("\n### Server\n");
print("| work | service | requests/s | CPU a request | CPU beside the first | target |");
print("| --- | --- | ---: | ---: | ---: | --- |");

const small = await Promise.all(["bare", "ours", "web", "scimmy"].map((name) => start(name, FEW)));
await compare("GET /Users/:id", small, READ, ["", "at most 2.2", "rate at least 25 % of bare", ""]);
await compare("POST /Users", small, CREATE, ["", "at most 2.5", "rate at least 25 % of bare", ""]);
const pair = small.filter(({ name }) => name === "ours" || name === "scimmy");
await compare("PATCH, two operations", pair, CHANGE, ["", "at least 10"]);
stop(small);

const sizes = [await start("ours", FEW), await start("ours", MANY)];
const filter = (index: number) => `/Users?filter=${encodeURIComponent(`userName eq "user${index}@example.com"`)}`;
await scale("filter userName eq", [filter(500), filter(90_000)]);
await scale("list, count=100", ["/Users?count=100", "/Users?count=100"]);
await scale("list, count=100, deep", ["/Users?count=100&startIndex=800", "/Users?count=100&startIndex=90000"]);
await scale(
  "list, count=100, sorted by userName",
  sizes.map(() => "/Users?count=100&sortBy=userName"),
);
await scale("list, count=100, by cursor", await Promise.all(sizes.map(deepCursor)));
const json = Array.from({ length: MANY }, (_, index) => JSON.stringify(user(index)).length).reduce((a, b) => a + b);
const loaded = sizes[1]?.loaded ?? 0;
stop(sizes);
print(
  `\nMemory of ${MANY} users: ${(loaded / json).toFixed(2)} x their JSON (${Math.round(loaded / 2 ** 20)} MiB); target: below 3.`,
);

async function compare(
  work: string,
  services: readonly Running[],
  load: Load,
  targets: readonly string[],
): Promise<void> {
  const results = await takeTurns(
    services.map((service) => ({ service, load })),
    SECONDS,
    ROUNDS,
  );
  const label = load.body === undefined ? work : `${work}, body of ${Buffer.byteLength(load.body)} bytes and the ids`;
  for (const [index, { name }] of services.entries())
    print(row(index === 0 ? label : "", name, results, index, targets[index]));
}

/** The same work with few users and with many. */
async function scale(work: string, paths: readonly string[]): Promise<void> {
  const loads = sizes.map((service, index) => ({ service, load: { method: "GET", path: paths[index] ?? "" } }));
  const results = await takeTurns(loads, SECONDS, ROUNDS);
  print(row(work, `ours, ${FEW} users`, results, 0, ""));
  print(row("", `ours, ${MANY} users`, results, 1, "at most 1.2"));
}

function row(work: string, name: string, results: readonly Measured[], index: number, target = ""): string {
  const [first, own] = [results[0], results[index]];
  const ratio = index === 0 ? "" : ((own?.cpu ?? 0) / (first?.cpu ?? 1)).toFixed(2);
  return `| ${work} | ${name} | ${Math.round(own?.rate ?? 0)} | ${Math.round(own?.cpu ?? 0)} µs | ${ratio} | ${target} |`;
}

/** A cursor behind eight tenths of the list. */
async function deepCursor({ port }: Running, index: number): Promise<string> {
  const size = (index === 0 ? FEW : MANY) / 100;
  let cursor = "";
  for (let page = 0; page < 80; page += 1) {
    const url = `http://127.0.0.1:${port}/scim/v2/Users?attributes=userName&count=${size}&cursor=${cursor}`;
    const response = await fetch(url, { headers: { authorization: "Bearer t" } });
    const { nextCursor }: { nextCursor?: string } = JSON.parse(await response.text());
    if (nextCursor === undefined) throw new Error("The list ended before its end.");
    cursor = nextCursor;
  }
  return `/Users?count=100&cursor=${cursor}`;
}
