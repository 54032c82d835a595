/** Required values cannot be removed, and invalid phone numbers are left out or rejected. */
import { describe, expect, it } from "vitest";
import { type ProxyclickProfileOptions, proxyclickProfile } from "../../src/profile/index.ts";
import { ProxyclickScimClient, type ProxyclickScimClientOptions } from "../../src/proxyclick/index.ts";
import { USER_SCHEMA } from "../../src/urns.ts";
import { json, scripted, user } from "../client/scripted-fetch.ts";

function setUp(options: Partial<ProxyclickScimClientOptions>, profile: ProxyclickProfileOptions = {}) {
  const { fetch, sent } = scripted(json(user("1")));
  const base = { secretToken: "t", fetch, profile: proxyclickProfile(profile) };
  return { users: new ProxyclickScimClient({ ...base, ...options }).users, sent };
}

describe("removing name.formatted", () => {
  it.each([[{ name: { formatted: null } }], [{ name: null }]])(
    "is rejected where it is required: %j",
    async (changes) => {
      const { users, sent } = setUp({}, { formattedName: "required" });
      await expect(users.update("1", changes)).rejects.toMatchObject({ code: "missing_name" });
      expect(sent).toEqual([]);
    },
  );

  it("is sent where it is optional", async () => {
    const { users, sent } = setUp({});
    await users.update("1", { name: { formatted: null } });
    expect(sent[0]?.body).toMatchObject({ Operations: [{ op: "remove", path: "name.formatted" }] });
  });
});

describe("a phone number that is not E.164", () => {
  const ADA = {
    userName: "ada@example.com",
    name: { givenName: "Ada", familyName: "Lovelace" },
    phoneNumbers: [{ type: "work", value: "12 34" }],
  };

  it("is left out by default, with a warning", async () => {
    const warnings: string[] = [];
    const { users, sent } = setUp({ logger: { warn: (_fields, message) => warnings.push(message) } });
    await users.create(ADA);
    expect(sent[0]?.body).not.toHaveProperty("phoneNumbers");
    expect(warnings).toEqual([expect.stringContaining("phoneNumbers")]);
  });

  it("can be rejected by a callback", async () => {
    const { users, sent } = setUp({ onLimitation: ({ code }) => (code === "phone_not_e164" ? "reject" : "repair") });
    await expect(users.create(ADA)).rejects.toMatchObject({ code: "phone_not_e164" });
    expect(sent).toEqual([]);
  });
});

describe("a list of emails without the work email", () => {
  const HOME = [{ type: "home" as const, value: "home@example.com" }];

  it.each([
    [{ op: "replace", path: "emails", value: HOME }],
    [{ op: "Replace", path: `${USER_SCHEMA}:emails`, value: HOME }],
    [{ op: "replace", value: { Emails: HOME } }],
  ])("cannot replace it: %j", async (operation) => {
    const { users, sent } = setUp({});
    await expect(users.patch("1", [operation])).rejects.toMatchObject({ code: "missing_work_email" });
    expect(sent).toEqual([]);
  });

  it("is sent with a new userName, which is the work email", async () => {
    const { users, sent } = setUp({});
    await users.update("1", { emails: HOME, userName: "ada@example.com" });
    expect(sent[0]?.body).toMatchObject({
      Operations: [
        { path: "emails" },
        { path: "userName" },
        { path: 'emails[type eq "work"].value', value: "ada@example.com" },
      ],
    });
  });

  it("may be added", async () => {
    const { users, sent } = setUp({});
    await users.patch("1", [{ op: "add", path: "emails", value: HOME }]);
    expect(sent).toHaveLength(1);
  });
});

it.each(["emails.value", "phoneNumbers.value"])("the path %s, which selects no value, is rejected", async (path) => {
  const { users, sent } = setUp({});
  await expect(users.patch("1", [{ op: "replace", path, value: "x@example.com" }])).rejects.toMatchObject({
    status: 400,
    scimType: "invalidPath",
  });
  expect(sent).toEqual([]);
});
