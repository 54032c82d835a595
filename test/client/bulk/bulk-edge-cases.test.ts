/** Bulk calls at the limits of a service, with unusual responses, and when they fail halfway. */
import { describe, expect, it } from "vitest";
import { type BulkResult, ScimClient } from "../../../src/client/index.ts";
import { GroupType, UserType } from "../../../src/models/index.ts";
import { proxyclickProfile } from "../../../src/profile/index.ts";
import { bearerToken, createScimHandler, fullProfile, MemoryStore } from "../../../src/server/index.ts";
import { BULK_RESPONSE } from "../../../src/urns.ts";
import { json, NO_WAIT, type SentRequest, type Step, scripted } from "../scripted-fetch.ts";

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly bulkId: string;
  readonly data?: object;
}

function operationsOf({ body }: SentRequest): readonly Sent[] {
  const operations: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "Operations") : undefined;
  return Array.isArray(operations) ? operations : [];
}

function bytesOf({ body }: SentRequest): number {
  return new TextEncoder().encode(JSON.stringify(body)).byteLength;
}

type Answers = readonly object[];

/** What a right service answers, and what this one makes of it. */
function service(change: (answers: Answers, sent: SentRequest) => Answers = (answers) => answers): Step {
  return (sent) => {
    const answers = operationsOf(sent).map(({ method, bulkId, path }) => ({
      method,
      bulkId,
      status: method === "POST" ? "201" : "200",
      location: `https://x.example${path}${method === "POST" ? `/id-of-${bulkId}` : ""}`,
    }));
    return json({ schemas: [BULK_RESPONSE], Operations: change(answers, sent) });
  };
}

function setUp(limits: { maxOperations?: number; maxPayloadSize?: number }, ...steps: readonly Step[]) {
  const script = scripted(...steps);
  const full = fullProfile();
  const bulk = { maxOperations: 100, maxPayloadSize: 1_000_000, ...limits };
  const profile = { ...full, capabilities: { ...full.capabilities, bulk } };
  const client = new ScimClient({
    baseUrl: "https://x.example",
    token: "t",
    fetch: script.fetch,
    retry: NO_WAIT,
    profile,
  });
  return { client, users: client.resources(UserType), groups: client.resources(GroupType), sent: script.sent };
}

const brief = (results: readonly BulkResult[]) => results.map(({ status, id }) => [status, id]);

describe("the limits of a service", () => {
  const people = (client: ScimClient, count: number, title = "ü") =>
    Array.from({ length: count }, (_, index) =>
      client.resources(UserType).toCreate({ userName: `${index}@example.com`, title }, `b${index}`),
    );

  it.each([
    [3, [3]],
    [4, [3, 1]],
    [7, [3, 3, 1]],
  ])("%i operations of at most 3 are sent as %j", async (count, parts) => {
    const { client, sent } = setUp({ maxOperations: 3 }, service(), service(), service());
    await client.bulk(people(client, count));
    expect(sent.map((request) => operationsOf(request).length)).toEqual(parts);
  });

  it.each([undefined, 5])(
    "bytes are counted as they are sent, to the last one (failOnErrors %s)",
    async (failOnErrors) => {
      const probe = setUp({}, service());
      await probe.client.bulk(people(probe.client, 3), { failOnErrors });
      const [request] = probe.sent;
      const bytes = request === undefined ? 0 : bytesOf(request);
      for (const [maxPayloadSize, parts] of [
        [bytes, [3]],
        [bytes - 1, [2, 1]],
      ] as const) {
        const { client, sent } = setUp({ maxPayloadSize }, service(), service());
        await client.bulk(people(client, 3), { failOnErrors });
        expect(sent.map((each) => operationsOf(each).length)).toEqual(parts);
      }
    },
  );

  it("an operation that is too large is rejected before anything is sent, at any position", async () => {
    const { client, users, sent } = setUp({ maxPayloadSize: 1_000 });
    const operations = [...people(client, 3), users.toCreate({ userName: "big", title: "x".repeat(1_000) })];
    await expect(client.bulk(operations)).rejects.toMatchObject({ status: 413 });
    expect(sent).toHaveLength(0);
  });

  it("a limit of 0 is none", async () => {
    const { client, sent } = setUp({ maxOperations: 0, maxPayloadSize: 0 }, service());
    await client.bulk(people(client, 5));
    expect(sent).toHaveLength(1);
  });

  it("a service that allows less than it announces gets smaller requests", async () => {
    const picky: Step = (sent) => (operationsOf(sent).length > 2 ? json({ status: "413" }, 413) : answering(sent));
    const answering = service() as (sent: SentRequest) => Response;
    const { client, sent } = setUp({}, ...Array<Step>(6).fill(picky));
    const results = await client.bulk(people(client, 5));
    expect(results.every(({ status }) => status === 201)).toBe(true);
    expect(sent.map((request) => operationsOf(request).length)).toEqual([5, 2, 2, 1]);
  });

  it("a cycle that does not fit behind others goes into the next request", async () => {
    const { client, users, groups, sent } = setUp({ maxOperations: 2 }, service(), service());
    const group = (name: string, other: string) =>
      groups.toCreate({ displayName: name, members: [{ value: `bulkId:${other}` }] }, name);
    await client.bulk([users.toCreate({ userName: "ada" }, "ada"), group("a", "b"), group("b", "a")]);
    expect(sent.map((request) => operationsOf(request).map(({ bulkId }) => bulkId))).toEqual([["ada"], ["a", "b"]]);
  });

  it("a chain of 20,000 references is ordered", async () => {
    const { client, groups, sent } = setUp({ maxOperations: 0, maxPayloadSize: 0 }, service());
    const length = 20_000;
    const chain = Array.from({ length }, (_, index) =>
      groups.toCreate(
        { displayName: "g", ...(index + 1 < length ? { members: [{ value: `bulkId:g${index + 1}` }] } : {}) },
        `g${index}`,
      ),
    );
    const results = await client.bulk(chain);
    expect(results).toHaveLength(length);
    expect(sent[0] && operationsOf(sent[0])[0]?.bulkId).toBe(`g${length - 1}`);
  });
});

describe("the responses of a service", () => {
  it.each<[string, (answers: Answers) => Answers]>([
    ["in another order", (answers) => [...answers].reverse()],
    ["with more than one for an operation", (answers) => answers.flatMap((each) => [each, { ...each, status: "409" }])],
    [
      "with bulkIds in another case",
      (answers) => answers.map((each) => ({ ...each, bulkId: bulkIdOf(each).toUpperCase() })),
    ],
    [
      "with bulkIds under another key",
      (answers) => answers.map((each) => ({ ...each, bulkId: undefined, bulkid: bulkIdOf(each) })),
    ],
    ["with numbers as status", (answers) => answers.map((each) => ({ ...each, status: 201 }))],
    ["without bulkIds", (answers) => answers.map((each) => ({ ...each, bulkId: undefined }))],
  ])("are understood %s", async (_, change) => {
    const { client, users } = setUp({}, service(change));
    const results = await client.bulk(["ada", "bob"].map((name) => users.toCreate({ userName: name }, name)));
    expect(brief(results)).toEqual([
      [201, "id-of-ada"],
      [201, "id-of-bob"],
    ]);
  });

  it.each<[string, (answers: Answers) => Answers]>([
    ["does not mention", (answers) => answers.slice(1)],
    ["has no status for", ([first, ...rest]) => [{ ...first, status: "?" }, ...rest]],
    [
      "does not mention, without bulkIds,",
      (answers) => answers.slice(1).map((each) => ({ ...each, bulkId: undefined })),
    ],
  ])("an operation that the response %s may have taken effect", async (_, change) => {
    const { client, users } = setUp({}, service(change));
    const [ada] = await client.bulk(["ada", "bob"].map((name) => users.toCreate({ userName: name }, name)));
    expect(ada).toMatchObject({ status: 0, error: { code: "not_scim", mayHaveTakenEffect: true } });
    expect(ada?.id).toBeUndefined();
  });

  it("a create without a location has no id, and operations that refer to it are not sent", async () => {
    const mute = service((answers) => answers.map((each) => ({ ...each, location: undefined })));
    const { client, users, groups, sent } = setUp({ maxOperations: 1 }, mute);
    const results = await client.bulk([
      users.toCreate({ userName: "ada" }, "ada"),
      groups.toCreate({ displayName: "Hosts", members: [{ value: "bulkId:ada" }] }),
    ]);
    expect(brief(results)).toEqual([
      [201, undefined],
      [409, undefined],
    ]);
    expect(sent).toHaveLength(1);
  });

  it("the same object twice is two operations", async () => {
    const failing = service(([first, second]) => [first ?? {}, { ...second, status: "409" }]);
    const { client, users } = setUp({}, failing);
    const operation = users.toCreate({ userName: "ada" });
    const results = await client.bulk([operation, operation]);
    expect(results.map(({ status }) => status)).toEqual([201, 409]);
  });
});

function bulkIdOf(answer: object): string {
  return String(Reflect.get(answer, "bulkId"));
}

describe("a call of several requests", () => {
  it("ends after failOnErrors in the first, and operations that the service left out count as not tried", async () => {
    const cut = service(([first]) => [{ ...first, status: "400" }]);
    const { client, users, sent } = setUp({ maxOperations: 2 }, cut);
    const results = await client.bulk(
      ["a", "b", "c"].map((userName) => users.toCreate({ userName })),
      { failOnErrors: 1 },
    );
    expect(results.map(({ status, error }) => [status, error === undefined])).toEqual([
      [400, false],
      [0, true],
      [0, true],
    ]);
    expect(sent).toHaveLength(1);
  });

  it("keeps the results when a later request gets no response, and says what may have taken effect", async () => {
    const { client, users, sent } = setUp({ maxOperations: 1 }, service(), new Response(null, { status: 502 }));
    const results = await client.bulk(["a", "b", "c"].map((userName) => users.toCreate({ userName }, userName)));
    expect(results[0]).toMatchObject({ status: 201, id: "id-of-a" });
    expect(results[1]).toMatchObject({ status: 502, error: { mayHaveTakenEffect: true } });
    expect(results[2]).toEqual({ operation: results[2]?.operation, status: 0 });
    expect(sent).toHaveLength(2);
  });

  it("that gets no bulk response may have taken effect", async () => {
    const { client, users } = setUp({}, json({ Operations: "none" }));
    const outcome = client.bulk([users.toCreate({ userName: "a" })]);
    await expect(outcome).rejects.toMatchObject({ code: "not_scim", mayHaveTakenEffect: true });
  });

  it("rejects with the reason when it is aborted, after it passed on the results so far", async () => {
    const abort = new AbortController();
    const told: BulkResult[] = [];
    const { client, users, sent } = setUp({ maxOperations: 1 }, service());
    const outcome = client.bulk(
      ["a", "b"].map((userName) => users.toCreate({ userName }, userName)),
      {
        signal: abort.signal,
        onResult: (result) => {
          told.push(result);
          abort.abort(new Error("enough"));
        },
      },
    );
    await expect(outcome).rejects.toThrow("enough");
    expect(brief(told)).toEqual([[201, "id-of-a"]]);
    expect(sent).toHaveLength(1);
  });

  it.each([0, -1, 1.5, Number.NaN])("rejects failOnErrors %s", async (failOnErrors) => {
    const { client, users, sent } = setUp({});
    await expect(client.bulk([users.toDelete("1")], { failOnErrors })).rejects.toThrow(RangeError);
    expect(sent).toHaveLength(0);
  });
});

describe("a string that begins with bulkId:", () => {
  it("stays a string where the schema has no reference, even across requests", async () => {
    const { client, users, sent } = setUp({ maxOperations: 1 }, service(), service());
    await client.bulk([
      users.toCreate({ userName: "ada" }, "ada"),
      users.toCreate({ userName: "bob", displayName: "bulkId:ada", title: "bulkId:nobody" }),
    ]);
    expect(sent[1] && operationsOf(sent[1])[0]?.data).toMatchObject({
      displayName: "bulkId:ada",
      title: "bulkId:nobody",
    });
  });

  it("reaches the handler unchanged", async () => {
    const handler = createScimHandler({
      profile: fullProfile(),
      store: new MemoryStore(),
      authenticate: bearerToken("t"),
      basePath: "/s",
    });
    const client = new ScimClient({ baseUrl: "https://x.example/s", token: "t", fetch: handler });
    const users = client.resources(UserType);
    const [result] = await client.bulk([users.toCreate({ userName: "bob", displayName: "bulkId:nobody" })]);
    expect(await users.get(result?.id ?? "")).toMatchObject({ displayName: "bulkId:nobody" });
  });

  it("is a reference in an operation made by hand when it names an operation of the call", async () => {
    const { client, sent } = setUp({ maxOperations: 1 }, service(), service());
    await client.bulk([
      { method: "POST", path: "/Things", bulkId: "a", data: {} },
      { method: "POST", path: "/Things", data: { one: "bulkId:a", other: "bulkId:b" } },
    ]);
    expect(sent[1] && operationsOf(sent[1])[0]?.data).toEqual({ one: "id-of-a", other: "bulkId:b" });
  });
});

describe("an endpoint that the service does not have is rejected in every spelling", () => {
  it.each([
    "/Groups",
    "/groups/1",
    "//Groups",
    "Groups",
    "/%47roups",
    "/Groups/",
    "/Groups?x=1",
    "/./Groups",
    "/Users/../Groups/1",
    "/Users/%2e%2e/Groups",
    "\\Groups",
    "/Groups%2F1",
  ])("%s", async (path) => {
    const { fetch, sent } = scripted();
    const client = new ScimClient({ baseUrl: "https://x.example", token: "t", fetch, profile: proxyclickProfile() });
    await expect(client.bulk([{ method: "DELETE", path }])).rejects.toMatchObject({ code: "groups_unsupported" });
    expect(sent).toHaveLength(0);
  });

  it.each(["Users/1", "//host/Users", "", "/", "https://elsewhere.example/Users/1"])(
    "and %j is not a path",
    async (path) => {
      const { client, sent } = setUp({});
      await expect(client.bulk([{ method: "DELETE", path }])).rejects.toThrow(TypeError);
      expect(sent).toHaveLength(0);
    },
  );
});
