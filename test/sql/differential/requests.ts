/**
 * Compares two services over different stores: random requests on both, whose responses must be the same once the
 * members of objects are sorted.
 */

import { printFilter } from "../../../src/filter/index.ts";
import type { JsonObject } from "../../../src/models/index.ts";
import { bearerToken, createScimHandler, fullProfile, MemoryStore, type Store } from "../../../src/server/index.ts";
import { canonical } from "./canonical.ts";
import { GROUPS, randomFilter, USERS } from "./queries.ts";
import { BadgeUserType, GroupType, randomMember, randomUser } from "./resources.ts";
import { type Random, randomSource } from "./values.ts";

type Service = (method: string, path: string, body?: object) => Promise<Answer>;

interface Answer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: unknown;
}

/** A service with ids of its own, and the time of its request: the same in every run. */
function serviceOver(store: Store): Service {
  let ids = 0;
  let requests = 0;
  const handler = createScimHandler({
    basePath: "/scim",
    profile: { ...fullProfile({ danglingMembers: "accept" }), resourceTypes: [BadgeUserType, GroupType] },
    store,
    authenticate: bearerToken("x"),
    guid() {
      ids += 1;
      return `id-${ids}`;
    },
    now: () => new Date(Date.parse("2026-01-31T08:30:00Z") + requests * 1_000),
  });
  return async (method, path, body) => {
    requests += 1;
    const headers = { authorization: "Bearer x", "content-type": "application/scim+json" };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const response = await handler(new Request(`https://scim.example/scim${path}`, init));
    const json = await response.text();
    const parsed: unknown = json === "" ? null : JSON.parse(json);
    return { status: response.status, etag: response.headers.get("etag"), body: parsed };
  };
}

/** The two services, and the ids that they have given. */
interface Pair {
  readonly services: readonly [memory: Service, other: Service];
  readonly random: Random;
  readonly users: string[];
  readonly groups: string[];
}

/** Throws at the first difference. The store is empty before. */
export async function compareServices(
  store: Store,
  { seed, requests }: { readonly seed: number; readonly requests: number },
): Promise<void> {
  const random = randomSource(seed);
  const pair: Pair = { services: [serviceOver(new MemoryStore()), serviceOver(store)], random, users: [], groups: [] };
  for (let index = 0; index < requests; index += 1) {
    if (random.chance(0.6)) await write(pair);
    else await read(pair);
  }
}

async function write(pair: Pair): Promise<void> {
  const { random, users, groups } = pair;
  const isUser = random.chance(0.5);
  const [type, ids] = isUser ? (["Users", users] as const) : (["Groups", groups] as const);
  const body = isUser ? userBody(random) : groupBody(random, users);
  const choice = ids.length === 0 ? 0 : random.below(8);
  if (choice < 3) {
    const { body: created } = await compare(pair, "POST", `/${type}`, body);
    const id: unknown = Reflect.get(Object(created), "id");
    if (typeof id === "string") ids.push(id);
    return;
  }
  const path = `/${type}/${random.pick(ids)}`;
  if (choice === 3) await compare(pair, "PUT", path, body);
  else if (choice === 4) await compare(pair, "DELETE", path);
  else await compare(pair, "PATCH", path, { Operations: [isUser ? userChange(random) : memberChange(random, users)] });
}

function userBody(random: Random): JsonObject {
  const { id: _id, meta: _meta, ...body } = randomUser(random, `${random.below(1_000)}`, 1);
  return body;
}

function groupBody(random: Random, users: readonly string[]): JsonObject {
  const members = Array.from({ length: random.below(5) }, () => randomMember(random, users));
  return { schemas: [GroupType.schema], displayName: `Group ${random.below(20)}`, members };
}

function userChange(random: Random): JsonObject {
  const { displayName = "Ada", title = "T" } = userBody(random);
  return random.pick<JsonObject>([
    { op: "replace", path: "displayName", value: displayName },
    { op: "add", path: "title", value: title },
    { op: "replace", path: "active", value: random.chance(0.5) },
    { op: "remove", path: "name.givenName" },
    { op: "replace", path: "userName", value: `user-${random.below(30)}` },
  ]);
}

function memberChange(random: Random, users: readonly string[]): JsonObject {
  const element = randomMember(random, users);
  return random.pick<JsonObject>([
    { op: "add", path: "members", value: [element] },
    { op: "remove", path: `members[value eq ${JSON.stringify(element["value"] ?? "")}]` },
    { op: "replace", path: "displayName", value: `Group ${random.below(20)}` },
    { op: "replace", path: "members", value: [element] },
  ]);
}

async function read(pair: Pair): Promise<void> {
  const { random, users, groups } = pair;
  const isUser = random.chance(0.6);
  const [type, ids, vocabulary] = isUser ? (["Users", users, USERS] as const) : (["Groups", groups, GROUPS] as const);
  const projection = random.pick([
    "",
    "attributes=userName,displayName,members.value",
    "excludedAttributes=members,groups",
    "excludedAttributes=emails.type,meta",
    "attributes=groups,meta.version",
  ]);
  if (ids.length > 0 && random.chance(0.4)) {
    await compare(pair, "GET", `/${type}/${random.pick(ids)}?${projection}`);
    return;
  }
  const filter = random.chance(0.5) ? printFilter(randomFilter(random, vocabulary, ids, 1)) : undefined;
  const query = [
    projection,
    filter === undefined ? "" : `filter=${encodeURIComponent(filter.toWellFormed())}`,
    random.chance(0.3) ? `sortBy=displayName&sortOrder=${random.pick(["ascending", "descending"])}` : "",
    `count=${random.pick([0, 1, 3, 50])}`,
  ];
  const path = `/${type}?${query.filter((part) => part !== "").join("&")}`;
  if (random.chance(0.5)) await compare(pair, "GET", `${path}&startIndex=${1 + random.below(12)}`);
  else await comparePages(pair, path);
}

/** Follows the cursors of both services, which differ. */
async function comparePages({ services }: Pair, path: string): Promise<void> {
  let cursors: readonly string[] = ["", ""];
  for (let round = 0; round < 4; round += 1) {
    const answers = await Promise.all(
      services.map((service, index) => service("GET", `${path}&cursor=${encodeURIComponent(cursors[index] ?? "")}`)),
    );
    assertSame(`page ${round} of ${path}`, answers);
    const next = answers
      .map(({ body }) => Reflect.get(Object(body), "nextCursor"))
      .filter((each) => typeof each === "string");
    if (next.length < answers.length) return;
    cursors = next;
  }
}

async function compare({ services }: Pair, method: string, path: string, body?: object): Promise<Answer> {
  const answers: Answer[] = [];
  for (const service of services) answers.push(await service(method, path, body));
  assertSame(`${method} ${path} ${body === undefined ? "" : JSON.stringify(body)}`, answers);
  const [first] = answers;
  if (first === undefined) throw new Error("There is no service.");
  return first;
}

function assertSame(what: string, answers: readonly Answer[]): void {
  const [expected = "", actual = ""] = answers.map((answer) => canonical(comparable(answer)));
  if (expected !== actual)
    throw new Error(`${what}\n  memory: ${expected.slice(0, 2_000)}\n  store:  ${actual.slice(0, 2_000)}`);
}

/** Without cursors, and with the groups of a user in one order: RFC 7643 §4.1.2 gives them none. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]): readonly [string, unknown] => {
    if (name === "nextCursor") return [name, true];
    if (name === "groups" && Array.isArray(member)) return [name, member.map(canonical).sort()];
    return [name, comparable(member)];
  });
  return Object.fromEntries(members);
}
