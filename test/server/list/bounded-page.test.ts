/** A page of large resources ends early, and nothing is lost between pages. */
import { describe, expect, it } from "vitest";
import { ScimClient } from "../../../src/client/index.ts";
import { GroupType } from "../../../src/models/index.ts";
import { fullProfile, MemoryStore } from "../../../src/server/index.ts";
import { BASE, createService, ORIGIN, query, resources, TOKEN } from "../service.ts";

const PAGE_LENGTH = 3_000;

/** A store that records how many resources it has read for each page. */
class RecordingStore extends MemoryStore {
  readonly found: number[] = [];
  readonly #hasNext: boolean;

  constructor(hasNext: boolean) {
    super();
    this.#hasNext = hasNext;
  }

  override query(...parameters: Parameters<MemoryStore["query"]>): ReturnType<MemoryStore["query"]> {
    const page = super.query(...parameters);
    this.found.push(page.resources.length);
    return this.#hasNext ? page : { ...page, next: undefined };
  }
}

/** A service with groups of which every third is large. */
async function setUp({ groups, hasNext = true }: { readonly groups: number; readonly hasNext?: boolean }) {
  const store = new RecordingStore(hasNext);
  const profile = fullProfile();
  const service = createService({
    store,
    profile: { ...profile, limits: { ...profile.limits, pageLength: PAGE_LENGTH } },
  });
  const members: { readonly value: string }[] = [];
  for (let index = 0; index < 10; index += 1) members.push({ value: await service.user() });
  for (let index = 0; index < groups; index += 1) {
    const displayName = `g${index}`;
    await service.post("/Groups", index % 3 === 0 ? { displayName, members } : { displayName });
  }
  return { service, store, names: Array.from({ length: groups }, (_, index) => `g${index}`) };
}

function namesOf(found: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] {
  return found.map(({ displayName }) => displayName);
}

function lengthOf(found: readonly object[]): number {
  return JSON.stringify(found).length - "[]".length - Math.max(0, found.length - 1);
}

describe("a page that would be too long", () => {
  it("by position ends early, and the next one begins where it ended", async () => {
    const { service, names } = await setUp({ groups: 20 });
    const listed: unknown[] = [];
    let pages = 0;
    for (; listed.length < names.length; pages += 1) {
      const answer = await service.get(`/Groups${query({ startIndex: listed.length + 1, count: 100 })}`);
      const found = resources(answer);
      expect(answer.body).toMatchObject({
        totalResults: 20,
        startIndex: listed.length + 1,
        itemsPerPage: found.length,
      });
      expect(found.length === 1 || lengthOf(found) <= PAGE_LENGTH).toBe(true);
      listed.push(...namesOf(found));
    }
    expect(listed).toEqual(names);
    expect(pages).toBeGreaterThan(2);
  });

  it.each([true, false])("by cursor ends early, in a store with `next` on its pages: %s", async (hasNext) => {
    const { service, names } = await setUp({ groups: 20, hasNext });
    const listed: unknown[] = [];
    let pages = 0;
    for (let cursor: unknown = ""; typeof cursor === "string"; pages += 1) {
      const answer = await service.get(`/Groups${query({ cursor, count: 100 })}`);
      const found = resources(answer);
      expect(answer.body["itemsPerPage"]).toBe(found.length);
      expect(found.length === 1 || lengthOf(found) <= PAGE_LENGTH).toBe(true);
      listed.push(...namesOf(found));
      cursor = answer.body["nextCursor"];
    }
    expect(listed).toEqual(names);
    expect(pages).toBeGreaterThan(2);
  });

  it("does not read many more resources than it holds", async () => {
    const { service, store } = await setUp({ groups: 300 });
    store.found.length = 0;
    await service.get(`/Groups${query({ count: 1_000 })}`);
    expect(store.found).toEqual([100]);
  });
});

describe("a page that is short enough", () => {
  it("is complete, though it is read in two parts", async () => {
    const memory = new MemoryStore();
    const service = createService({ store: memory });
    for (let index = 0; index < 250; index += 1) await service.post("/Groups", { displayName: `g${index}` });
    const answer = await service.get(`/Groups${query({ count: 240 })}`);
    expect(namesOf(resources(answer))).toEqual(Array.from({ length: 240 }, (_, index) => `g${index}`));
    const sorted = await service.get(`/Groups${query({ count: 240, sortBy: "displayName", cursor: "" })}`);
    expect(resources(sorted)).toHaveLength(240);
    expect(sorted.body["nextCursor"]).toBeTypeOf("string");
  });
});

it("the client reads the list to its end", async () => {
  const { service, names } = await setUp({ groups: 20 });
  const client = new ScimClient({ baseUrl: ORIGIN + BASE, token: TOKEN, fetch: service.handler });
  const groups = client.resources(GroupType);
  expect((await groups.list().toArray()).map(({ displayName }) => displayName)).toEqual(names);
  const byCursor = await groups.list({ paging: "cursor" }).toArray();
  expect(byCursor.map(({ displayName }) => displayName)).toEqual(names);
});
