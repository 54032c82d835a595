/**
 * Any delivery schedule leads to the same store: a reader that merges the rounds of delta queries by the rules of
 * Microsoft's documentation has in the end what the directory has.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createGraphEmulator,
  createTestClock,
  type GraphEmulator,
  type TestClock,
} from "../../../src/testing/index.ts";
import { type Answer, call, items, objectOf } from "./graph-calls.ts";

const LAG = 60_000;
const SELECT = { users: ["displayName", "city"], groups: ["displayName", "description"] } as const;

interface StoredItem {
  readonly properties: Record<string, unknown>;
  readonly links: Set<string>;
}

/** A reader of one delta query, which merges items by id. */
class Reader {
  readonly objects = new Map<string, StoredItem>();
  readonly #start: string;
  readonly #relation: string;
  #link: string | undefined;

  constructor(start: string, relation: string) {
    this.#start = start;
    this.#relation = relation;
  }

  /**
   * Reads a round. A refused token leads to a full round, which begins with nothing.
   *
   * @param onPage - Called after each page.
   */
  async read(graph: GraphEmulator, onPage: () => void): Promise<void> {
    if (this.#link === undefined) this.objects.clear();
    let link: string | undefined = this.#link ?? this.#start;
    while (link !== undefined) {
      const answer: Answer = await call(graph, link);
      if (answer.status !== 200) {
        expect([400, 404, 410]).toContain(answer.status);
        this.#link = undefined;
        return this.read(graph, onPage);
      }
      for (const item of items(answer)) this.#merge(item);
      const { "@odata.nextLink": next, "@odata.deltaLink": delta } = answer.body;
      link = typeof next === "string" ? next : undefined;
      if (link === undefined) this.#link = String(delta);
      onPage();
    }
  }

  #merge(item: Readonly<Record<string, unknown>>): void {
    const id = String(item["id"]);
    const { id: _id, "@removed": removed, [`${this.#relation}@delta`]: entries, ...properties } = item;
    const known = this.objects.get(id) ?? { properties: {}, links: new Set() };
    if (removed !== undefined && objectOf(removed)["reason"] === "deleted") {
      this.objects.delete(id);
      return;
    }
    this.objects.set(id, known);
    known.properties["isDeleted"] = removed !== undefined;
    Object.assign(known.properties, properties);
    for (const entry of Array.isArray(entries) ? entries.map(objectOf) : []) {
      if (entry["@removed"] === undefined) known.links.add(String(entry["id"]));
      else known.links.delete(String(entry["id"]));
    }
  }
}

/** The objects that are not deleted: their selected properties that have a value, and their links. */
type Contents = Readonly<Record<string, { readonly properties: unknown; readonly links: readonly string[] }>>;

function withValues(
  object: Readonly<Record<string, unknown>>,
  select: readonly string[],
): Readonly<Record<string, unknown>> {
  const entries = select.map((name) => [name, object[name] ?? null] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

function contentsOf(reader: Reader, select: readonly string[], isLinked: (id: string) => boolean): Contents {
  const live = [...reader.objects].filter(([, { properties }]) => properties["isDeleted"] !== true);
  return Object.fromEntries(
    live.map(([id, { properties, links }]) => [
      id,
      { properties: withValues(properties, select), links: [...links].filter(isLinked).toSorted() },
    ]),
  );
}

function usersOf(graph: GraphEmulator): Contents {
  return Object.fromEntries(
    [...graph.users.ids()].map((id) => {
      const user = objectOf(graph.users.get(id));
      const links = typeof user["manager"] === "string" ? [user["manager"]] : [];
      return [id, { properties: withValues(user, SELECT.users), links }];
    }),
  );
}

function groupsOf(graph: GraphEmulator): Contents {
  return Object.fromEntries(
    [...graph.groups.ids()].map((id) => {
      const properties = withValues(objectOf(graph.groups.get(id)), SELECT.groups);
      return [
        id,
        {
          properties,
          links: graph.groups
            .members(id)
            .filter((user) => isLive(graph, user))
            .toSorted(),
        },
      ];
    }),
  );
}

function isLive(graph: GraphEmulator, id: string): boolean {
  return graph.users.get(id)?.state === "active";
}

/** The directory, and what was deleted from it. */
interface World {
  readonly graph: GraphEmulator;
  readonly clock: TestClock;
  readonly deleted: { readonly users: Set<string>; readonly groups: Set<string> };
}

/** Picks an id; undefined when there is none. */
function pick(ids: Iterable<string>, number: number): string | undefined {
  const list = [...ids];
  return list[number % Math.max(1, list.length)];
}

type Operation = (world: World, a: number, b: number) => void;

/** An operation on a user that exists. */
function onUser(run: (world: World, id: string, b: number) => void): Operation {
  return (world, a, b) => {
    const id = pick(world.graph.users.ids(), a);
    if (id !== undefined) run(world, id, b);
  };
}

/** An operation on a group that exists. */
function onGroup(run: (world: World, id: string, b: number) => void): Operation {
  return (world, a, b) => {
    const id = pick(world.graph.groups.ids(), a);
    if (id !== undefined) run(world, id, b);
  };
}

const OPERATIONS: readonly Operation[] = [
  ({ graph }, a) => graph.users.create({ displayName: `New ${a}`, city: "Rome" }),
  onUser(({ graph }, id, b) => graph.users.update(id, { displayName: `Name ${b}` })),
  onUser(({ graph }, id, b) => graph.users.update(id, { city: b % 2 === 0 ? null : `City ${b}` })),
  onUser(({ graph }, id, b) => graph.users.update(id, { manager: pick(graph.users.ids(), b) ?? null })),
  onUser(({ graph }, id) => graph.users.update(id, { manager: null })),
  onUser(({ graph, deleted }, id) => {
    graph.users.delete(id);
    deleted.users.add(id);
  }),
  onUser(({ graph }, id) => graph.users.purge(id)),
  ({ graph, deleted: { users } }, a) => {
    const id = pick(users, a);
    if (id === undefined) return;
    if (a % 3 === 0) graph.users.purge(id);
    else graph.users.restore(id);
    users.delete(id);
  },
  ({ graph }, a) => {
    const members = [...graph.users.ids()].slice(0, a % 9);
    graph.groups.create({ displayName: `Group ${a}`, members });
  },
  onGroup(({ graph }, id, b) => graph.groups.update(id, { description: b % 2 === 0 ? null : `About ${b}` })),
  onGroup(({ graph }, id, b) => {
    const member = pick(graph.users.ids(), b);
    if (member !== undefined) graph.groups.addMember(id, member);
  }),
  onGroup(({ graph }, id, b) => graph.groups.removeMember(id, pick(graph.groups.members(id), b) ?? "")),
  onGroup(({ graph, deleted }, id, b) => {
    graph.groups.delete(id, { permanently: b % 2 === 0 });
    if (b % 2 !== 0) deleted.groups.add(id);
  }),
  ({ graph, deleted: { groups } }, a) => {
    const id = pick(groups, a);
    if (id === undefined) return;
    graph.groups.restore(id);
    groups.delete(id);
  },
  ({ graph }) => graph.expireDeltaTokens(),
  ({ clock }) => clock.advance(LAG / 2),
];

interface Step {
  /** The operation, or a read when it is negative. */
  readonly operation: number;
  readonly a: number;
  readonly b: number;
  /** Whether the operation waits for the next page of a read. */
  readonly duringRead: boolean;
}

const STEP: fc.Arbitrary<Step> = fc.record({
  operation: fc.integer({ min: -4, max: OPERATIONS.length - 1 }),
  a: fc.nat(100),
  b: fc.nat(100),
  duringRead: fc.boolean(),
});

/** Performs the early steps during the first rounds, then the others; reads what is left, and compares. */
async function run(seed: number, deltaLag: number, early: readonly Step[], steps: readonly Step[]): Promise<void> {
  const clock = createTestClock();
  const behavior = { pageSize: { min: 0, max: 4 }, replays: 0.4, deltaLag };
  const graph = createGraphEmulator({ users: 12, seed, now: clock.now, behavior });
  const world: World = { graph, clock, deleted: { users: new Set(), groups: new Set() } };
  const users = new Reader(`/users/delta?$select=${SELECT.users.join(",")},manager`, "manager");
  const groups = new Reader(`/groups/delta?$select=${SELECT.groups.join(",")},members`, "members");
  const waiting: Step[] = [...early];
  const perform = ({ operation, a, b }: Step): void => OPERATIONS[operation]?.(world, a, b);
  const performWaiting = (): void => {
    const step = waiting.shift();
    if (step !== undefined) perform(step);
  };
  graph.groups.create({ displayName: "Hosts", members: [...graph.users.ids()] });
  for (const reader of [groups, users]) await reader.read(graph, performWaiting);
  for (const step of steps) {
    if (step.operation < 0) await (step.operation % 2 === 0 ? users : groups).read(graph, performWaiting);
    else if (step.duringRead) waiting.push(step);
    else perform(step);
  }
  clock.advance(LAG);
  for (const reader of [users, groups]) await reader.read(graph, () => {});
  expect(contentsOf(users, SELECT.users, () => true)).toEqual(usersOf(graph));
  expect(contentsOf(groups, SELECT.groups, (id) => isLive(graph, id))).toEqual(groupsOf(graph));
}

describe("delta queries of the emulator of Microsoft Graph", () => {
  it("lead to the contents of the directory, however they are delivered", async () => {
    const [early, steps] = [fc.array(STEP, { maxLength: 12 }), fc.array(STEP, { maxLength: 40 })];
    const property = fc.asyncProperty(fc.integer(), fc.constantFrom(0, LAG), early, steps, run);
    await fc.assert(property, { numRuns: 300 });
  }, 60_000);
});
