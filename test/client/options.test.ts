/** Options out of range are rejected when the client is made, and a logger that throws does not fail a call. */
import { describe, expect, it } from "vitest";
import { ScimClient, type ScimClientOptions } from "../../src/client/index.ts";
import { UserType } from "../../src/models/index.ts";
import { proxyclickProfile } from "../../src/profile/index.ts";
import { ProxyclickScimClient } from "../../src/proxyclick/index.ts";
import { json, NO_WAIT, type Step, scripted, user } from "./scripted-fetch.ts";

const BASE = { baseUrl: "https://scim.example.com", token: "t", retry: NO_WAIT };

function setUp(steps: readonly Step[], options: Partial<ScimClientOptions> = {}) {
  const { fetch, sent } = scripted(...steps);
  return { users: new ScimClient({ ...BASE, fetch, ...options }).resources(UserType), sent };
}

it.each<Partial<ScimClientOptions>>([
  { timeout: 0 },
  { timeout: -1 },
  { timeout: Number.NaN },
  { timeout: Number.POSITIVE_INFINITY },
  { totalTimeout: 0 },
  { totalTimeout: 2_147_483_648 },
  { retry: { limit: -1 } },
  { retry: { limit: 1.5 } },
  { retry: { delay: -1 } },
  { retry: { maxDelay: Number.NaN } },
  { retry: { maxRetryAfter: -1 } },
])("%j is rejected", (options) => {
  expect(() => new ScimClient({ ...BASE, ...options })).toThrow(RangeError);
});

describe("a logger that throws", () => {
  const fail = (): never => {
    throw new Error("the disk is full");
  };

  it("does not fail the call, and causes no retry", async () => {
    const { users, sent } = setUp([json(user("1", "a", { emails: 7 }), 201)], { logger: { debug: fail, warn: fail } });
    await expect(users.create({ userName: "a" })).resolves.toMatchObject({ id: "1" });
    expect(sent).toHaveLength(1);
  });

  it("does not stop the guards of Proxyclick", async () => {
    const { fetch } = scripted(json(user("1"), 201));
    const options = { secretToken: "t", fetch, profile: proxyclickProfile(), logger: { warn: fail } };
    const { users } = new ProxyclickScimClient(options);
    const phoneNumbers = [{ type: "work", value: "12 34" }];
    const name = { givenName: "Ada", familyName: "Lovelace" };
    await expect(users.create({ userName: "ada@example.com", name, phoneNumbers })).resolves.toMatchObject({ id: "1" });
  });
});

describe("a write that is answered with", () => {
  const page = (status: number) => () =>
    new Response(status === 304 ? null : "<html>", { status, headers: { location: "/x" } });

  it.each([
    [200, true],
    [202, true],
    [303, true],
    [304, false],
    [307, false],
    [404, false],
  ])("%i and a web page may have taken effect: %j", async (status, mayHaveTakenEffect) => {
    for (const call of ["update", "delete"] as const) {
      const { users } = setUp([page(status)]);
      const done = call === "update" ? users.update("1", { title: "x" }) : users.delete("1");
      await expect(done).rejects.toMatchObject({ code: "not_scim", status, mayHaveTakenEffect });
    }
  });
});
