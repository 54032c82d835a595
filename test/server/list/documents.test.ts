/** Lists put together from stored documents: the same bytes as those made from resources. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GroupType, type JsonObject, UserType } from "../../../src/models/index.ts";
import { DocumentPage, fullProfile, MemoryStore, type Store, type StorePage } from "../../../src/server/index.ts";
import { openSqliteStore } from "../../../src/sqlite/index.ts";
import { createService, query, resources, type TestService } from "../service.ts";

const TENANT = "default";

/** A store whose pages are changed. */
function withPages(store: Store, change: (page: StorePage) => StorePage): Store {
  return {
    get: (tenant, type, id, context) => store.get(tenant, type, id, context),
    query: async (tenant, type, asked, context) => change(await store.query(tenant, type, asked, context)),
    insert: (tenant, type, resource, context) => store.insert(tenant, type, resource, context),
    replace: (tenant, type, resource, version, context) => store.replace(tenant, type, resource, version, context),
    delete: (tenant, type, id, version, context) => store.delete(tenant, type, id, version, context),
    groupsOf: (tenant, type, members, context) => store.groupsOf?.(tenant, type, members, context) ?? new Map(),
  };
}

function asObjects({ total, resources: found, next }: StorePage): StorePage {
  return { total, resources: found, next };
}

/** As a store in a database answers, which parses nothing. */
function asStrings(page: StorePage): StorePage {
  if (page.documents === undefined) return page;
  const documents = page.documents.map(({ id, json, metaEnd }) => ({ id, json, metaEnd }));
  return new DocumentPage(page.total, documents, page.next);
}

const memberName = fc.constantFrom("title", "displayName", "nickName", "x-other");
const words = fc.constantFrom("Ada", "Émile", "Nguyễn 😀", 'a "password" b', '"groups":', "\\", "}}", "");
const elements = fc.array(fc.record({ value: words, type: words }), { maxLength: 2 });
const users = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom("1", "a b", "é/1", "%", "id-5", '"', "7", "8"),
    before: fc.dictionary(memberName, words),
    after: fc.dictionary(memberName, words),
    emails: fc.option(elements, { nil: undefined }),
    isMetaLast: fc.boolean(),
    groups: fc.option(fc.constant([{ value: "stored" }]), { nil: undefined, freq: 5 }),
    meta: fc.constantFrom<JsonObject>(
      { version: 'W/"1"', resourceType: "User" },
      { resourceType: "User", created: "2026-01-01T00:00:00Z", version: 'W/"2"' },
      { version: 'W/"3"', location: "https://elsewhere.test/Users/1" },
    ),
  }),
  { minLength: 1, maxLength: 8, selector: ({ id }) => id },
);

type RandomUser = ReturnType<typeof users.generate>["value"][number];

function toResource({ id, before, after, emails, isMetaLast, groups, meta }: RandomUser): JsonObject {
  const first = { schemas: [UserType.schema], id, userName: `user-${id}`, ...before };
  const last = { ...after, ...(emails === undefined ? {} : { emails }), ...(groups === undefined ? {} : { groups }) };
  return isMetaLast ? { ...first, ...last, meta } : { ...first, meta, ...last };
}

const requests = fc.record(
  {
    attributes: fc.constantFrom("userName,meta", "groups"),
    excludedAttributes: fc.constantFrom("groups", "emails", "meta", "meta.version", "emails.type", "password", "title"),
    sortBy: fc.constantFrom("userName", "title", "id", "meta.created"),
    sortOrder: fc.constantFrom("ascending", "descending"),
    filter: fc.constantFrom("title pr", 'userName sw "user"', "emails pr", 'userName eq "user-7"'),
    startIndex: fc.constantFrom("2", "5"),
    count: fc.constantFrom("1", "3", "0"),
    cursor: fc.constant(""),
  },
  { requiredKeys: [] },
);

/** The documents of the answers to a request and to those that follow it by cursor. */
async function answers(service: TestService, path: string, request: Record<string, string>): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let parameters = request; found.length < 10; ) {
    const { status, text, body } = await service.get(`${path}${query(parameters)}`);
    const { nextCursor } = body;
    if (typeof nextCursor !== "string") return [...found, status, text];
    found.push(text.replace(nextCursor, ""));
    parameters = { ...parameters, cursor: nextCursor };
  }
  return found;
}

async function fill(store: Store, made: readonly RandomUser[]): Promise<void> {
  const meta = { version: 'W/"1"' };
  const context = { signal: new AbortController().signal };
  for (const user of made) await store.insert(TENANT, UserType, toResource(user), context);
  const members = made.slice(0, 3).map(({ id }) => ({ value: id, type: "User" }));
  await store.insert(TENANT, GroupType, { id: "g1", displayName: "Team é", members, meta }, context);
  await store.insert(TENANT, GroupType, { id: "g2", displayName: "Members", meta }, context);
}

describe("a list from documents", () => {
  it.each([true, false])("has the same bytes as one from resources (ETags: %s)", async (etag) => {
    await fc.assert(
      fc.asyncProperty(users, fc.array(requests, { minLength: 1, maxLength: 4 }), async (made, wanted) => {
        const memory = new MemoryStore();
        await fill(memory, made);
        const full = fullProfile();
        const profile = { ...full, capabilities: { ...full.capabilities, etag } };
        const [expected, encoded, strings] = [withPages(memory, asObjects), memory, withPages(memory, asStrings)].map(
          (store) => createService({ store, profile }),
        );
        if (expected === undefined || encoded === undefined || strings === undefined) throw new Error("no service");
        for (const request of wanted) {
          for (const path of ["/Users", "/Groups", "/"]) {
            const bytes = await answers(expected, path, request);
            expect(await answers(encoded, path, request)).toEqual(bytes);
            expect(await answers(encoded, path, request)).toEqual(bytes);
            expect(await answers(strings, path, request)).toEqual(bytes);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("has the same bytes as one from resources in a database", async () => {
    await fc.assert(
      fc.asyncProperty(users, fc.array(requests, { minLength: 1, maxLength: 4 }), async (made, wanted) => {
        const store = openSqliteStore(":memory:");
        try {
          await fill(store, made);
          const expected = createService({ store: withPages(store, asObjects) });
          const found = createService({ store });
          for (const request of wanted) {
            for (const path of ["/Users", "/Groups", "/"]) {
              expect(await answers(found, path, request)).toEqual(await answers(expected, path, request));
            }
          }
        } finally {
          await store.close();
        }
      }),
      { numRuns: 15 },
    );
  });

  it("parses nothing where nothing is projected away", async () => {
    const memory = new MemoryStore();
    memory.insert(TENANT, UserType, { id: "1", userName: "ada", meta: { version: "1" } });
    let parsed = 0;
    const store = withPages(memory, (page) => {
      const answer = asStrings(page);
      return new Proxy(answer, {
        get(target, name) {
          if (name === "resources") parsed += 1;
          return Reflect.get(target, name, target);
        },
      });
    });
    const service = createService({ store });
    for (const parameters of [{}, { excludedAttributes: "groups" }, { sortBy: "userName" }, { cursor: "" }]) {
      expect(resources(await service.get(`/Users${query(parameters)}`))).toMatchObject([{ userName: "ada" }]);
    }
    expect(parsed).toBe(0);
    await service.get("/Users?attributes=userName");
    expect(parsed).toBe(1);
  });

  it("shows a change at once, and the location under which each client reaches the resource", async () => {
    const store = new MemoryStore();
    const at = (baseUrl: string) => createService({ store, baseUrl });
    const [one, two] = [at("https://one.test/scim"), at("https://two.test/v2")];
    const id = await one.user({ userName: "ada" });
    const shown = async (service: TestService) => resources(await service.get("/Users"))[0];
    for (let round = 0; round < 2; round += 1) {
      expect(await shown(one)).toMatchObject({ meta: { location: `https://one.test/scim/Users/${id}` } });
      expect(await shown(two)).toMatchObject({ meta: { location: `https://two.test/v2/Users/${id}` } });
    }
    await one.patch(`/Users/${id}`, [{ op: "replace", path: "title", value: "Countess" }]);
    expect(await shown(two)).toMatchObject({ title: "Countess", meta: { version: 'W/"2"' } });
  });

  it("omits what is never returned, even if the document of a store has it", async () => {
    const json = '{"id":"1","userName":"ada","password":"hidden","meta":{"version":"1"}}';
    const page = new DocumentPage(1, [{ id: "1", json, metaEnd: json.length - 2 }]);
    const service = createService({ store: withPages(new MemoryStore(), () => page) });
    const answer = await service.get("/Users");
    expect(answer.text).not.toContain("hidden");
    expect(resources(answer)).toMatchObject([{ userName: "ada" }]);
  });

  it("has the resources of a wrapper that copies pages", async () => {
    for (const answer of [asStrings, (page: StorePage) => page]) {
      const memory = new MemoryStore();
      memory.insert(TENANT, UserType, { id: "1", userName: "ada", title: "secret", meta: { version: "1" } });
      const store = withPages(memory, (original) => {
        const page = answer(original);
        return { ...page, resources: page.resources.map((resource) => ({ ...resource, title: "redacted" })) };
      });
      expect(resources(await createService({ store }).get("/Users"))).toMatchObject([{ title: "redacted" }]);
      const same = withPages(memory, (page) => ({ ...answer(page) }));
      expect(resources(await createService({ store: same }).get("/Users"))).toMatchObject([{ title: "secret" }]);
    }
  });
});
