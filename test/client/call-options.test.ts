/**
 * Options of a single call: headers, time limits and retries that differ from those of the client, for every kind of
 * call.
 */
import { describe, expect, it } from "vitest";
import { type CallOptions, ScimClient, type ScimClientOptions } from "../../src/client/index.ts";
import { UserType } from "../../src/models/index.ts";
import { withFakeTimers } from "../support/fake-timers.ts";
import { json, list, NO_WAIT, networkError, type Step, scripted, user } from "./scripted-fetch.ts";

function setUp(steps: readonly Step[], options: Partial<ScimClientOptions> = {}) {
  const { fetch, sent } = scripted(...steps);
  const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch, retry: NO_WAIT, ...options });
  return { client, users: client.resources(UserType), sent };
}

type Call = (world: ReturnType<typeof setUp>, options: CallOptions) => Promise<unknown>;

const CONFIG = {
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
  patch: { supported: true },
  filter: { supported: true },
};
const ADA = { userName: "ada@example.com" };
const noContent = () => new Response(null, { status: 204 });

const CALLS: readonly (readonly [string, readonly (() => Response)[], Call])[] = [
  ["get", [() => json(user("1"))], ({ users }, options) => users.get("1", options)],
  ["getIfChanged", [() => json(user("1"))], ({ users }, options) => users.getIfChanged("1", 'W/"1"', options)],
  ["create", [() => json(user("1"), 201)], ({ users }, options) => users.create(ADA, options)],
  ["find", [() => list([])], ({ users }, options) => users.find(ADA, options)],
  [
    "list, for each page",
    [() => list([user("1")], { totalResults: 2 }), () => list([user("2")], { totalResults: 2 })],
    ({ users }, options) => users.list(options).toArray(),
  ],
  ["search", [() => list([])], ({ users }, options) => users.search(options).toArray()],
  ["page", [() => list([])], ({ users }, options) => users.page(options)],
  ["count", [() => list([])], ({ users }, options) => users.count(options)],
  ["replace", [() => json(user("1"))], ({ users }, options) => users.replace("1", ADA, options)],
  [
    "update, and reading the resource back",
    [noContent, () => json(user("1"))],
    ({ users }, options) => users.update("1", { title: "Dr" }, options),
  ],
  ["delete", [noContent], ({ users }, options) => users.delete("1", options)],
  ["search of the root", [() => list([])], ({ client }, options) => client.search([UserType], options).toArray()],
  ["serviceProviderConfig", [() => json(CONFIG)], ({ client }, options) => client.serviceProviderConfig(options)],
  ["testConnection", [() => list([])], ({ client }, options) => client.testConnection(options)],
];

describe.each(CALLS)("%s", (_name, answers, call) => {
  it("sends further headers, beside those of the client", async () => {
    const world = setUp(
      answers.map((answer) => answer()),
      { headers: { "x-client": "a", "x-both": "client" } },
    );
    await call(world, { headers: { "X-Call": "b", "X-Both": "call" } });
    expect(world.sent).toHaveLength(answers.length);
    for (const { headers } of world.sent) {
      expect([headers.get("x-client"), headers.get("x-call"), headers.get("x-both")]).toEqual(["a", "b", "call"]);
      expect(headers.get("authorization")).toBe("Bearer t");
    }
  });

  it("is retried as often as the call says", async () => {
    const world = setUp([json({}, 503), json({}, 503)], { retry: { ...NO_WAIT, limit: 0 } });
    const failure: unknown = await call(world, { retry: { limit: 1 } }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ status: 503, attempts: 2 });
  });
});

describe("a call", () => {
  const never: Step = () => new Promise<Response>(() => {});

  it("keeps the limits of retries that it does not name", async () => {
    const { users } = setUp([networkError("ECONNRESET"), networkError("ECONNRESET")], {
      retry: { ...NO_WAIT, limit: 1 },
    });
    await expect(users.get("1", { retry: { delay: 0 } })).rejects.toMatchObject({ attempts: 2 });
  });

  it("is given up after its own timeout", async () => {
    const { users } = setUp([never], { timeout: false, totalTimeout: false, retry: { limit: 0 } });
    await expect(withFakeTimers(() => users.get("1", { timeout: 5 }))).rejects.toMatchObject({ code: "timeout" });
  });

  it("is given up after its own total timeout", async () => {
    const { users } = setUp([never], { timeout: false, totalTimeout: false });
    await expect(withFakeTimers(() => users.get("1", { totalTimeout: 5 }))).rejects.toMatchObject({ code: "timeout" });
  });

  it("sends its condition, whatever its headers say", async () => {
    const { users, sent } = setUp([noContent()]);
    await users.delete("1", { ifMatch: 'W/"2"', headers: { "If-Match": "*" } });
    expect(sent[0]?.headers.get("if-match")).toBe('W/"2"');
  });

  it.each<readonly [CallOptions, typeof TypeError | typeof RangeError]>([
    [{ headers: { authorization: "Basic x" } }, TypeError],
    [{ headers: { "x-key": "a\nb" } }, TypeError],
    [{ headers: { host: "elsewhere.example" } }, TypeError],
    [{ timeout: 0 }, RangeError],
    [{ totalTimeout: -1 }, RangeError],
    [{ retry: { limit: 1.5 } }, RangeError],
  ])("with the options %j is a mistake of the caller, and sends nothing", async (options, kind) => {
    const { users, sent } = setUp([]);
    await expect(users.get("1", options)).rejects.toThrow(kind);
    expect(sent).toEqual([]);
  });
});
