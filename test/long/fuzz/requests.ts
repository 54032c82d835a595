/** Arbitrary requests: most are nearly valid, so that they reach the store; some are anything. */
import fc from "fast-check";
import type { Fault } from "./faulty-store.ts";

/** A request of a scenario; `$0`, `$1` … in it stand for ids that earlier answers have named. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly fault: Fault | undefined;
  /** The client disconnects after this many milliseconds; undefined for one that waits. */
  readonly leavesAfter: number | undefined;
}

const id = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 5 }).map((index) => `$${index}`) },
  { weight: 1, arbitrary: fc.constantFrom("nobody", "%24", "%ff", "..", ".search") },
);
const name = fc.constantFrom("ada", "ADA", "bob", "cleo", "zoë", "ｄora", "eve");
const junk = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom<unknown>("", null, [], {}, "True", "bulkId:a"));
/** Mostly a value of the right kind. */
function mostly(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 20, arbitrary: valid }, { weight: 1, arbitrary: junk });
}

const user = fc.record(
  {
    userName: mostly(name),
    displayName: mostly(fc.string({ maxLength: 10 })),
    active: mostly(fc.constantFrom<unknown>(true, false, "True", "false")),
    emails: mostly(fc.constantFrom<unknown>("a@b", ["a@b"], [{ value: "a@b", type: "work", primary: true }])),
    manager: mostly(
      fc.oneof(
        id,
        id.map((value) => ({ value })),
        fc.constantFrom<unknown>("", { value: "" }),
      ),
    ),
    externalId: fc.constantFrom("E-1", "e-1", "E-2"),
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": mostly(fc.constant({ department: "x" })),
  },
  { requiredKeys: ["userName"] },
);
const members = fc.array(
  id.map((value) => ({ value })),
  { maxLength: 4 },
);
const group = fc.record({ displayName: name, members }, { requiredKeys: ["displayName"] });
const operation = fc.oneof(
  fc.record({ op: fc.constantFrom("add", "Replace", "remove"), path: fc.constant("members"), value: members }),
  id.map((value) => ({ op: "remove", path: `members[value eq "${value}"]` })),
  fc.record({ op: fc.constantFrom("add", "replace"), path: fc.constantFrom("userName", "displayName"), value: name }),
  fc.record({
    op: fc.constant("replace"),
    path: fc.constant("active"),
    value: fc.constantFrom<unknown>(false, "False", "x"),
  }),
  fc.record({ op: fc.constant("replace"), value: fc.oneof(user, group, junk) }),
  fc.record({
    op: fc.constantFrom("add", "replace", "remove", "move"),
    path: fc.constantFrom(
      'emails[type eq "work"].value',
      "name",
      "groups",
      "id",
      "x.y",
      'members[value eq "$1"].display',
    ),
    value: junk,
  }),
);
const patch = fc.array(operation, { maxLength: 4 }).map((Operations) => ({ Operations }));
const bulkOperation = fc.oneof(
  fc.record({
    method: fc.constant("POST"),
    path: fc.constant("/Users"),
    bulkId: fc.constantFrom("a", "b", "c"),
    data: user,
  }),
  fc.record({
    method: fc.constant("POST"),
    path: fc.constant("/Groups"),
    bulkId: fc.constantFrom("d", "e"),
    data: fc.record({
      displayName: name,
      members: fc.array(
        fc.constantFrom("bulkId:a", "bulkId:b", "bulkId:e", "$0").map((value) => ({ value })),
        { maxLength: 3 },
      ),
    }),
  }),
  fc.record({
    method: fc.constant("PATCH"),
    path: fc.oneof(id, fc.constant("bulkId:a")).map((of) => `/Users/${of}`),
    data: patch,
  }),
  fc.record({ method: fc.constant("DELETE"), path: id.map((of) => `/Users/${of}`) }),
  fc.record({ method: fc.constantFrom("PUT", "GET"), path: fc.constantFrom("/Groups/$0", "/Me", "x"), data: junk }),
);
const bulk = fc.record({
  Operations: fc.array(bulkOperation, { maxLength: 6 }),
  failOnErrors: fc.constantFrom(0, 1, 5),
});
const filter = fc.constantFrom(
  'userName eq "ADA"',
  'not (displayName co "a") and active eq true',
  'members.value eq "$0"',
  'emails[type eq "work" and value co "a"]',
  "meta.created gt",
  `${"(".repeat(60)}active pr`,
  'externalId eq "E-1" or externalId eq "e-1"',
  "userName gt 7",
);
const query = fc
  .record(
    {
      filter,
      sortBy: fc.constantFrom("userName", "meta.created", "emails", "x"),
      sortOrder: fc.constantFrom("descending", "up"),
      count: fc.constantFrom("0", "1", "2", "1000", "-1", "x"),
      startIndex: fc.constantFrom("1", "3", "-5", "9e9"),
      cursor: fc.constantFrom("", "AAAA", "?"),
      attributes: fc.constantFrom("userName", "members", "urn:x:y", "groups.display"),
      excludedAttributes: fc.constantFrom("members", "id,userName"),
      aadOptscim062020: fc.constant(""),
    },
    { requiredKeys: [] },
  )
  .map((parameters) => new URLSearchParams(parameters).toString());

const json = (value: unknown): string => JSON.stringify(value) ?? "";
type Core = Pick<FuzzRequest, "method" | "path" | "body">;
const type = fc.constantFrom("Users", "Groups");
const NEARLY_VALID: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Core> }[] = [
  { weight: 8, arbitrary: user.map((body) => ({ method: "POST", path: "/Users", body: json(body) })) },
  { weight: 5, arbitrary: group.map((body) => ({ method: "POST", path: "/Groups", body: json(body) })) },
  {
    weight: 8,
    arbitrary: fc
      .tuple(type, id, patch)
      .map(([of, one, body]) => ({ method: "PATCH", path: `/${of}/${one}`, body: json(body) })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(id, user).map(([one, body]) => ({ method: "PUT", path: `/Users/${one}`, body: json(body) })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(id, group).map(([one, body]) => ({ method: "PUT", path: `/Groups/${one}`, body: json(body) })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(type, id).map(([of, one]) => ({ method: "DELETE", path: `/${of}/${one}`, body: undefined })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(type, id, query)
      .map(([of, one, text]) => ({ method: "GET", path: `/${of}/${one}?${text}`, body: undefined })),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(type, query).map(([of, text]) => ({ method: "GET", path: `/${of}?${text}`, body: undefined })),
  },
  { weight: 4, arbitrary: bulk.map((body) => ({ method: "POST", path: "/Bulk", body: json(body) })) },
  {
    weight: 2,
    arbitrary: filter.map((text) => ({
      method: "POST",
      path: "/Users/.search",
      body: json({ filter: text, count: 3 }),
    })),
  },
];
const ANYTHING: fc.Arbitrary<Core> = fc.record({
  method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "SEARCH"),
  path: fc.constantFrom(
    "/",
    "",
    "/Me",
    "/Schemas",
    "/ServiceProviderConfig",
    "/%55sers",
    "//Users",
    "/Users/$0/x",
    "/.search",
    "/Bulk",
    "/../x",
    "/a%2fb",
  ),
  body: fc.oneof(
    fc.constantFrom<string | undefined>(
      undefined,
      "",
      "{",
      "[".repeat(3_000),
      "\u0000",
      `{"userName":"${"x".repeat(30_000)}"}`,
    ),
    fc.string({ unit: "binary", maxLength: 40 }),
    junk.map(json),
  ),
});
const headers = fc.oneof(
  { weight: 12, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { "content-type": "application/json" },
      { "content-type": "text/plain" },
      { "content-encoding": "gzip" },
      { "if-match": 'W/"1"' },
      { "if-match": "*" },
      { "if-none-match": 'W/"1"' },
      { authorization: "Bearer " },
      { accept: "text/html" },
    ),
  },
);
const fault = fc.oneof(
  { weight: 12, arbitrary: fc.constant(undefined) },
  {
    weight: 3,
    arbitrary: fc.record<Fault>({
      kind: fc.constantFrom("late", "fails before", "fails after"),
      call: fc.integer({ min: 0, max: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record<Fault>({
      kind: fc.constantFrom("stalls, then works", "stalls, then fails", "is lost"),
      call: fc.integer({ min: 0, max: 5 }),
    }),
  },
);

const request: fc.Arbitrary<FuzzRequest> = fc
  .record({
    core: fc.oneof(...NEARLY_VALID, { weight: 4, arbitrary: ANYTHING }),
    headers,
    fault,
    leavesAfter: fc.oneof(
      { weight: 30, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(0, 1, 5) },
    ),
  })
  .map(({ core, ...rest }) => ({ ...core, ...rest }));

/** Number of requests of a scenario. */
export const SCENARIO_LENGTH = 20;

const post = (path: string, body: unknown): FuzzRequest => ({
  method: "POST",
  path,
  headers: {},
  body: json(body),
  fault: undefined,
  leavesAfter: undefined,
});

/** What a scenario begins with, so that most ids in its requests exist. */
const BEGINNING: readonly FuzzRequest[] = [
  post("/Users", { userName: "first" }),
  post("/Users", { userName: "second", manager: "$0" }),
  post("/Groups", { displayName: "staff", members: [{ value: "$0" }, { value: "$1" }] }),
];

/** The requests of one tenant, one after the other. */
export const scenario: fc.Arbitrary<readonly FuzzRequest[]> = fc
  .array(request, {
    minLength: SCENARIO_LENGTH - BEGINNING.length,
    maxLength: SCENARIO_LENGTH - BEGINNING.length,
  })
  .map((requests) => [...BEGINNING, ...requests]);
