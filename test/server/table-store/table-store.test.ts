/** `tableStore` over an app's table: the store contract, rows as resources, and filters pushed down to the table. */
import { describe, expect, it } from "vitest";
import { UserType } from "../../../src/models/index.ts";
import {
  comparisonKey,
  MemoryStore,
  type RowQuery,
  type TableStoreOptions,
  tableStore,
} from "../../../src/server/index.ts";
import { storeContract } from "../../../src/testing/index.ts";
import { createService, query, resources } from "../service.ts";

/** A row of an app's own table of users. */
interface Row {
  readonly key: number;
  readonly tenant: string;
  readonly login: string;
  readonly externalId: string | null;
  readonly fullName: string | null;
  readonly enabled: boolean | null;
  readonly department: string | null;
  readonly createdAt: Date;
  readonly revision: number;
}

const loginKey = (login: string): string => comparisonKey(login, UserType.tree.attributes.get("username"));

/** The app's table, in memory, which answers later as a database does. */
function userTable({ others = new MemoryStore(), ...options }: Partial<TableStoreOptions<Row>> = {}, alone = false) {
  const rows = new Map<number, Row>();
  const asked: RowQuery[] = [];
  let made = 0;
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  const columnsOf = (resource: Readonly<Record<string, unknown>>) => ({
    login: String(resource["userName"]),
    externalId: text(resource["externalId"]),
    fullName: text(resource["displayName"]),
    enabled: typeof resource["active"] === "boolean" ? resource["active"] : null,
    department: text(Reflect.get(Object(resource[ENTERPRISE]), "department")),
  });
  const isTaken = (tenant: string, login: string, own?: number) =>
    [...rows.values()].some(
      (row) => row.tenant === tenant && row.key !== own && loginKey(row.login) === loginKey(login),
    );
  const matching = (tenant: string, conditions: RowQuery["conditions"]) =>
    [...rows.values()].filter(
      (row) =>
        row.tenant === tenant &&
        conditions.every(({ column, value, caseExact }) => {
          const found: unknown = Reflect.get(row, column);
          if (caseExact || typeof found !== "string") return found === value;
          return loginKey(found) === loginKey(String(value));
        }),
    );
  const store = tableStore<Row>({
    type: UserType,
    rowToResource: (row) => ({
      id: String(row.key),
      userName: row.login,
      externalId: row.externalId,
      displayName: row.fullName,
      active: row.enabled,
      name: { formatted: row.fullName },
      emails: [{ value: row.login, type: "work" }],
      [ENTERPRISE]: { department: row.department },
      meta: { created: row.createdAt },
    }),
    version: ({ revision }) => revision,
    columns: { userName: "login", externalId: "externalId", "emails.value": "login", active: "enabled" },
    find: async (tenant, id) => {
      const row = rows.get(Number(id));
      return row?.tenant === tenant ? row : undefined;
    },
    select: async (tenant, wanted) => {
      asked.push(wanted);
      return matching(tenant, wanted.conditions).slice(wanted.offset, wanted.offset + wanted.limit);
    },
    count: async (tenant, conditions) => matching(tenant, conditions).length,
    insert: async (tenant, resource) => {
      const columns = columnsOf(resource);
      if (isTaken(tenant, columns.login)) return { kind: "duplicate", path: "userName" };
      made += 1;
      const row = { key: made, tenant, ...columns, createdAt: new Date(Date.UTC(2026, 0, 1)), revision: 1 };
      rows.set(made, row);
      return { kind: "stored", row };
    },
    update: async (tenant, resource, before) => {
      if (rows.get(before.key)?.revision !== before.revision) return { kind: "stale" };
      const columns = columnsOf(resource);
      if (isTaken(tenant, columns.login, before.key)) return { kind: "duplicate", path: "userName" };
      const row = { ...before, ...columns, revision: before.revision + 1 };
      rows.set(before.key, row);
      return { kind: "stored", row };
    },
    remove: async (_, before) => rows.get(before.key)?.revision === before.revision && rows.delete(before.key),
    ...(alone ? {} : { others }),
    ...options,
  });
  return { store, rows, asked };
}

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

describe("a store over an app's table", () => {
  it.each(storeContract({ partial: true }).map((each) => [each.name, each] as const))("%s", async (_, { run }) => {
    await run(userTable().store);
  });

  it.each(storeContract({ groups: false, partial: true }).map((each) => [each.name, each] as const))(
    "that compares exactly, and nothing else: %s",
    async (_, { run }) => {
      await run(userTable({ exact: true, columns: { userName: "login", externalId: "externalId" } }).store);
    },
  );
});

describe("the resource of a row", () => {
  it("has no null, no empty values, dates as strings, its schemas and its version", async () => {
    const service = createService({ store: userTable().store });
    const made = await service.post("/Users", { userName: "ada@x", [ENTERPRISE]: { department: "Engines" } });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
      id: "1",
      userName: "ada@x",
      emails: [{ value: "ada@x", type: "work" }],
      [ENTERPRISE]: { department: "Engines" },
      meta: {
        created: "2026-01-01T00:00:00.000Z",
        resourceType: "User",
        version: 'W/"1"',
        location: "https://scim.example/scim/v2/Users/1",
      },
    });
    const patched = await service.patch("/Users/1", [{ op: "replace", path: "displayName", value: "Ada" }]);
    expect(patched.body).toMatchObject({ displayName: "Ada", name: { formatted: "Ada" }, meta: { version: 'W/"2"' } });
    expect(patched.headers.get("etag")).toBe('W/"2"');
  });

  it.each([
    ["without an id", { userName: "x" }],
    ["with what JSON does not have", { id: "1", userName: () => "x" }],
  ])("%s is a fault of the app: 500, reported", async (_, resource) => {
    const service = createService({ store: userTable({ rowToResource: () => resource }).store });
    expect((await service.post("/Users", { userName: "ada" })).status).toBe(500);
    expect(service.errors).toEqual([expect.any(TypeError)]);
  });
});

describe("a filter", () => {
  it.each([
    ['userName eq "ADA"', [["login", "ADA", false]]],
    ['externalId eq "E"', [["externalId", "E", true]]],
    ['emails eq "a"', [["login", "a", false]]],
    ['emails[type eq "work" and value eq "a"]', [["login", "a", false]]],
    ['userName eq "a" and title pr', [["login", "a", false]]],
    [
      'userName eq "a" and (externalId eq "E" and title pr)',
      [
        ["login", "a", false],
        ["externalId", "E", true],
      ],
    ],
    ["active eq true", [["enabled", true, false]]],
    ['userName eq "a" or externalId eq "E"', []],
    ['not (userName eq "a")', []],
    ['userName sw "a"', []],
    ['userName ne "a"', []],
    ["userName eq null", []],
    ['title eq "a"', []],
  ] as const)("%s is handed to the table as far as it goes", async (filter, conditions) => {
    const { store, asked } = userTable();
    await createService({ store }).get(`/Users${query({ filter })}`);
    const [wanted] = asked;
    expect(wanted?.conditions.map(({ column, value, caseExact }) => [column, value, caseExact])).toEqual(conditions);
  });

  it("that would examine too many rows gets 400 tooMany; a narrower one does not", async () => {
    const service = createService({ store: userTable({ maxRows: 3 }).store });
    for (const userName of ["a", "b", "c", "d"]) await service.post("/Users", { userName });
    const ask = async (filter: string) => await service.get(`/Users${query({ filter })}`);
    expect(await ask("title pr")).toMatchObject({ status: 400, body: { scimType: "tooMany" } });
    expect(resources(await ask('userName eq "c" and not (title pr)'))).toHaveLength(1);
    expect(await service.get(`/Users${query({ sortBy: "userName" })}`)).toMatchObject({ status: 400 });
    expect((await service.get("/Users")).body).toMatchObject({ totalResults: 4 });
  });

  it("that a table compares exactly is paged by the table", async () => {
    const { store, asked } = userTable({ exact: true, maxRows: 1 });
    const service = createService({ store });
    for (const userName of ["a", "b", "c", "d"]) await service.post("/Users", { userName, active: true });
    const answer = await service.get(`/Users${query({ filter: "active eq true", startIndex: 2, count: 2 })}`);
    expect(answer.body).toMatchObject({ totalResults: 4, itemsPerPage: 2 });
    expect(asked).toMatchObject([{ offset: 1, limit: 2 }]);
  });
});

describe("resources of other types", () => {
  it("are stored elsewhere, such as groups of users in the table", async () => {
    const service = createService({ store: userTable().store });
    const ada = await service.user();
    const group = await service.post("/Groups", { displayName: "staff", members: [{ value: ada }] });
    expect(group.status).toBe(201);
    expect((await service.get(`/Users/${ada}`)).body).toMatchObject({ groups: [{ display: "staff" }] });
    await service.call("DELETE", `/Users/${ada}`);
    const left = await service.get(`/Groups/${group.body["id"]}`);
    expect(left.body["members"] ?? []).toEqual([]);
  });

  it("do not exist without another store, and cannot be created", async () => {
    const service = createService({ store: userTable({}, true).store });
    const { body: user } = await service.post("/Users", { userName: "ada@x" });
    expect(resources(await service.get("/Users"))).toEqual([user]);
    expect((await service.get("/Groups")).body).toMatchObject({ totalResults: 0 });
    expect((await service.get("/Groups/1")).status).toBe(404);
    const refused = await service.post("/Groups", { displayName: "Sales", members: [{ value: user["id"] }] });
    expect([refused.status, refused.body["detail"]]).toEqual([501, "Resources of the type Group are not supported."]);
    expect((await service.patch("/Groups/1", [{ op: "remove", path: "members" }])).status).toBe(404);
    expect((await service.call("DELETE", "/Groups/1")).status).toBe(404);
    expect((await service.call("DELETE", `/Users/${user["id"]}`)).status).toBe(204);
  });
});

it("a filter that the schema does not know never reaches the table", async () => {
  const { store, asked } = userTable();
  const answer = await createService({ store }).get(`/Users${query({ filter: 'nothing eq "x"' })}`);
  expect([answer.status, asked]).toEqual([400, []]);
});
