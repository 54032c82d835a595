/** `MemoryStore`: the store contract, uniqueness, and indexes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { compileFilter, parseFilter } from "../../../src/filter/index.ts";
import { defineSchema, required } from "../../../src/models/characteristics.ts";
import { commonAttributes } from "../../../src/models/common-attributes.ts";
import { defineResourceType, type JsonObject, UserType } from "../../../src/models/index.ts";
import { MemoryStore, type StoreQuery } from "../../../src/server/index.ts";

const TENANT = "t";

function user(id: string, attributes: JsonObject = {}, version = "1"): JsonObject {
  return { schemas: [UserType.schema], id, userName: id, ...attributes, meta: { version } };
}

function page(store: MemoryStore, query: Partial<StoreQuery> & { readonly text?: string }, tenant = TENANT) {
  const { text, ...rest } = query;
  const filter = text === undefined ? undefined : parseFilter(text);
  const { total, resources } = store.query(tenant, UserType, { filter, startIndex: 1, count: 100, ...rest });
  return { total, ids: resources.map(({ id }) => id) };
}

describe("MemoryStore", () => {
  it("keeps a unique value unique in its tenant, compared without case", () => {
    const store = new MemoryStore();
    expect(store.insert(TENANT, UserType, user("1", { userName: "Ada" }))).toMatchObject({ kind: "stored" });
    expect(store.insert(TENANT, UserType, user("2", { userName: "aDA" }))).toEqual({
      kind: "duplicate",
      path: "userName",
    });
    expect(store.insert("other", UserType, user("1", { userName: "Ada" }))).toMatchObject({ kind: "stored" });
    expect(store.insert(TENANT, UserType, user("1", { userName: "Bob" }))).toEqual({ kind: "duplicate", path: "id" });
    expect(page(store, {})).toEqual({ total: 1, ids: ["1"] });
  });

  it("keeps a unique number unique, too", () => {
    const badge = required(z.number().int(), { description: "Number of the badge.", uniqueness: "server" });
    const schema = defineSchema(
      { urn: "urn:example:Badge", name: "Badge", description: "A badge" },
      { ...commonAttributes, badge },
    );
    const type = defineResourceType({ name: "Badge", endpoint: "/Badges", description: "Badges", schema });
    const store = new MemoryStore();
    const make = (id: string, number: number): JsonObject => ({ id, badge: number, meta: { version: "1" } });
    expect(store.insert(TENANT, type, make("1", 7))).toMatchObject({ kind: "stored" });
    expect(store.insert(TENANT, type, make("2", 7))).toEqual({ kind: "duplicate", path: "badge" });
    expect(store.insert(TENANT, type, make("2", 8))).toMatchObject({ kind: "stored" });
    expect(store.replace(TENANT, type, make("2", 7), "1")).toEqual({ kind: "duplicate", path: "badge" });
    const filter = parseFilter("badge eq 8");
    expect(store.query(TENANT, type, { filter, startIndex: 1, count: 9 })).toMatchObject({ total: 1 });
  });

  it("exchanges tens of thousands of values of one user in one go", () => {
    const store = new MemoryStore();
    const emails = (domain: string) => Array.from({ length: 60_000 }, (_, index) => ({ value: `${index}@${domain}` }));
    store.insert(TENANT, UserType, user("1", { emails: emails("old") }, "a"));
    expect(store.replace(TENANT, UserType, user("1", { emails: emails("new") }, "b"), "a").kind).toBe("stored");
    expect(page(store, { text: 'emails eq "59999@new"' }).ids).toEqual(["1"]);
    expect(page(store, { text: 'emails eq "59999@old"' }).ids).toEqual([]);
  });

  it("replaces only what has the expected version", () => {
    const store = new MemoryStore();
    store.insert(TENANT, UserType, user("1", {}, "a"));
    expect(store.replace(TENANT, UserType, user("1", { title: "x" }, "b"), "z")).toEqual({ kind: "stale" });
    expect(store.replace(TENANT, UserType, user("1", { title: "x" }, "b"), "a")).toMatchObject({ kind: "stored" });
    expect(store.replace(TENANT, UserType, user("1", { title: "y" }, "c"), "a")).toEqual({ kind: "stale" });
    expect(store.replace(TENANT, UserType, user("2"), "a")).toEqual({ kind: "missing" });
    expect(store.get(TENANT, UserType, "1")).toMatchObject({ title: "x" });
  });

  it("rejects a replacement with a taken value, and keeps the stored resource", () => {
    const store = new MemoryStore();
    store.insert(TENANT, UserType, user("1"));
    store.insert(TENANT, UserType, user("2"));
    expect(store.replace(TENANT, UserType, user("2", { userName: "1" }), "1")).toEqual({
      kind: "duplicate",
      path: "userName",
    });
    expect(page(store, { text: 'userName eq "2"' }).ids).toEqual(["2"]);
    expect(store.replace(TENANT, UserType, user("2", { userName: "TWO" }), "1")).toMatchObject({ kind: "stored" });
    expect(page(store, { text: 'userName eq "2"' }).ids).toEqual([]);
    expect(page(store, { text: 'userName eq "two"' }).ids).toEqual(["2"]);
  });

  it("deletes only what has the expected version, and frees its values", () => {
    const store = new MemoryStore();
    store.insert(TENANT, UserType, user("1", { externalId: "e", emails: [{ value: "a@x" }, { value: "A@x" }] }, "a"));
    expect(store.delete(TENANT, UserType, "1", "z")).toBe("stale");
    expect(store.delete(TENANT, UserType, "1", "a")).toBe("deleted");
    expect(store.delete(TENANT, UserType, "1", undefined)).toBe("missing");
    for (const text of ['userName eq "1"', 'externalId eq "e"', 'emails.value eq "a@x"', 'id eq "1"']) {
      expect(page(store, { text })).toEqual({ total: 0, ids: [] });
    }
    expect(store.insert(TENANT, UserType, user("1"))).toMatchObject({ kind: "stored" });
  });

  it("never stores a password", () => {
    const store = new MemoryStore();
    const outcome = store.insert(TENANT, UserType, user("1", { password: "hunter2" }));
    expect(JSON.stringify([outcome, store.get(TENANT, UserType, "1")])).not.toContain("hunter2");
    store.replace(TENANT, UserType, user("1", { password: "hunter3" }, "2"), "1");
    expect(JSON.stringify(store.get(TENANT, UserType, "1"))).not.toContain("hunter3");
  });

  it("lists in the order of creation, also after changes and deletions", () => {
    const store = new MemoryStore();
    for (const id of ["c", "a", "b", "d"]) store.insert(TENANT, UserType, user(id, { externalId: "same" }));
    store.replace(TENANT, UserType, user("c", { externalId: "same", title: "x" }, "2"), "1");
    store.delete(TENANT, UserType, "a", undefined);
    expect(page(store, {})).toEqual({ total: 3, ids: ["c", "b", "d"] });
    expect(page(store, { text: 'externalId eq "same"' })).toEqual({ total: 3, ids: ["c", "b", "d"] });
    expect(page(store, { startIndex: 2, count: 1 })).toEqual({ total: 3, ids: ["b"] });
    expect(page(store, { count: 0 })).toEqual({ total: 3, ids: [] });
  });

  it("reading an unknown tenant leaves nothing behind", () => {
    const store = new MemoryStore();
    expect(page(store, {}, "nobody")).toEqual({ total: 0, ids: [] });
    expect(store.get("nobody", UserType, "1")).toBeUndefined();
    expect(store.delete("nobody", UserType, "1", undefined)).toBe("missing");
    expect(store.replace("nobody", UserType, user("1"), "1")).toEqual({ kind: "missing" });
  });

  it("answers every filter like a full scan, whatever the indexes", () => {
    const name = fc.constantFrom("a", "A", "b", "ab");
    const person = fc.record({
      title: name,
      externalId: name,
      emails: fc.array(fc.record({ type: fc.constantFrom("work", "home"), value: name }), {
        minLength: 1,
        maxLength: 3,
      }),
    });
    const leaf = fc.oneof(
      fc
        .tuple(
          fc.constantFrom("userName", "externalId", "title", "emails", "emails.value", "id"),
          fc.constantFrom("eq", "ne", "sw"),
          name,
        )
        .map(([path, operator, value]) => `${path} ${operator} "${value}"`),
      name.map((value) => `emails[type eq "work"].value eq "${value}"`),
      name.map((value) => `emails[type eq "work" or value eq "${value}"]`),
      fc.constant("title pr"),
    );
    const { filter } = fc.letrec<{ filter: string }>((tie) => ({
      filter: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc
          .tuple(tie("filter"), fc.constantFrom("and", "or"), tie("filter"))
          .map(([a, joint, b]) => `(${a} ${joint} ${b})`),
        tie("filter").map((inner) => `not (${inner})`),
      ),
    }));
    const indexes = fc.constantFrom(undefined, [], ["title", "emails.value", "nothing", "emails.nothing"]);
    fc.assert(
      fc.property(fc.array(person, { maxLength: 12 }), filter, indexes, (people, text, paths) => {
        const store = new MemoryStore(paths === undefined ? {} : { indexes: paths });
        const users = people.map((attributes, index) => user(`u${index}`, attributes));
        for (const each of users) store.insert(TENANT, UserType, each);
        const expected = users.filter(compileFilter(parseFilter(text), UserType)).map(({ id }) => id);
        expect(page(store, { text })).toEqual({ total: expected.length, ids: expected });
      }),
      { numRuns: 300 },
    );
  });

  it("looks eq up on unique and matching attributes instead of looking at every user", () => {
    const store = new MemoryStore();
    let looks = 0;
    for (let index = 0; index < 2_000; index += 1) {
      const watched = new Proxy(
        user(`u${index}`, { externalId: `e${index}`, emails: [{ type: "work", value: `u${index}@x` }] }),
        {
          get(target, name, receiver) {
            looks += 1;
            return Reflect.get(target, name, receiver);
          },
          getOwnPropertyDescriptor(target, name) {
            looks += 1;
            return Reflect.getOwnPropertyDescriptor(target, name);
          },
        },
      );
      store.insert(TENANT, UserType, watched);
    }
    for (const text of [
      'userName eq "U1234"',
      'externalId eq "e1234"',
      'id eq "u1234"',
      'emails.value eq "u1234@x"',
      'emails[type eq "work"].value eq "u1234@x"',
      'active ne true and userName eq "u1234"',
      'userName eq "u1234" or userName eq "nobody"',
    ]) {
      looks = 0;
      expect(page(store, { text }).ids).toEqual(["u1234"]);
      expect(looks).toBeLessThan(50);
    }
  });
});
