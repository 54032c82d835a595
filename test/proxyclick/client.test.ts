/** The client of Proxyclick and the guards of its writes. */
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { ScimClient, type ScimClientOptions } from "../../src/client/index.ts";
import { isScimRequestError, isServiceLimitationError } from "../../src/errors.ts";
import { GroupType, type User, UserType } from "../../src/models/index.ts";
import type { PatchOperation } from "../../src/patch/operation.ts";
import { createProvisioningJob, type DirectorySource } from "../../src/provisioning/index.ts";
import type { ProvisioningTarget } from "../../src/provisioning/ports/target.ts";
import {
  defaultMapping,
  PROXYCLICK_TENANT_URL,
  ProxyclickScimClient,
  type ProxyclickScimClientOptions,
} from "../../src/proxyclick/index.ts";
import { createProxyclickEmulator } from "../../src/testing/index.ts";
import { SCIM1_CORE_SCHEMA } from "../../src/urns.ts";

const NAME = { givenName: "Ada", familyName: "Lovelace" };

interface Patch {
  readonly Operations: readonly { readonly path: string; readonly value: unknown }[];
}

function setUp(options: Partial<ProxyclickScimClientOptions> = {}) {
  const emulator = createProxyclickEmulator();
  const bodies: Patch[] = [];
  const proxyclick = new ProxyclickScimClient({
    tenantUrl: emulator.tenantUrl,
    secretToken: emulator.secretToken,
    fetch: async (request) => {
      const text = await request.clone().text();
      bodies.push(JSON.parse(text === "" ? "{}" : text));
      return emulator.fetch(request);
    },
    retry: { delay: 0 },
    ...options,
  });
  const lastOperations = () => bodies.at(-1)?.Operations ?? [];
  return { emulator, proxyclick, bodies, lastOperations };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function limitation(code: string) {
  return expect.objectContaining({ name: "ServiceLimitationError", code });
}

describe("ProxyclickScimClient", () => {
  it("is a target that a directory can be provisioned into", () => {
    const target = setUp().proxyclick satisfies ProvisioningTarget;
    expect(target.name).toBe("Proxyclick");
    expect(target.users.type).toBe(UserType);
  });

  it("knows the types of users and has no groups", () => {
    type Users = ProxyclickScimClient["users"];
    expectTypeOf<ProxyclickScimClient>().not.toHaveProperty("groups");
    expectTypeOf<Awaited<ReturnType<Users["get"]>>>().toExtend<User & { readonly id: string }>();
    expectTypeOf<{ userName: string; name: { givenName: string } }>().toExtend<Parameters<Users["create"]>[0]>();
    expectTypeOf<{ title: null; name: { middleName: null } }>().toExtend<Parameters<Users["update"]>[1]>();
    expectTypeOf<{ title: number }>().not.toExtend<Parameters<Users["update"]>[1]>();
    expectTypeOf<{ id: string }>().not.toExtend<Parameters<Users["create"]>[0]>();
  });

  it("uses the published tenant URL by default", async () => {
    const fetch = vi.fn(async (_request: Request) => new Response(JSON.stringify({ totalResults: 0 })));
    await new ProxyclickScimClient({ secretToken: "t", fetch }).testConnection();
    expect(fetch.mock.calls[0]?.[0].url).toMatch(`${PROXYCLICK_TENANT_URL}/Users?filter=`);
  });

  it("creates, finds, lists, reads, changes, disables, enables and deletes users", async () => {
    const { proxyclick } = setUp();
    const { users } = proxyclick;
    await proxyclick.testConnection();
    const ada = await users.create({ userName: "ada@example.com", name: NAME });
    expect(ada.emails).toEqual([{ value: "ada@example.com", type: "work", primary: true }]);
    expect(await users.find({ userName: "ADA@example.com" })).toMatchObject({ id: ada.id });
    expect(await users.find({ userName: "nobody@example.com" })).toBeUndefined();
    const listed = await collect(users.list({ filter: 'name.familyName eq "Lovelace"' }));
    expect(listed.map(({ id }) => id)).toEqual([ada.id]);
    expect(await users.update(ada.id, { title: "Countess" })).toMatchObject({ title: "Countess" });
    expect(await users.deactivate(ada.id)).toMatchObject({ active: false });
    expect(await users.activate(ada.id)).toMatchObject({ active: true });
    await users.delete(ada.id);
    await expect(users.get(ada.id)).rejects.toMatchObject({ status: 404 });
    await expect(users.get(ada.id)).rejects.toSatisfy(isScimRequestError);
  });

  it("reports a second user with the same userName as a conflict", async () => {
    const { users } = setUp().proxyclick;
    await users.create({ userName: "ada@example.com", name: NAME });
    await expect(users.create({ userName: "ADA@example.com", name: NAME })).rejects.toMatchObject({
      status: 409,
      scimType: "uniqueness",
    });
  });

  it("lists over all pages", async () => {
    const { users } = setUp().proxyclick;
    for (let number = 0; number < 7; number += 1)
      await users.create({ userName: `u${number}@example.com`, name: NAME });
    expect(await collect(users.list({ count: 2 }))).toHaveLength(7);
    expect(await users.count()).toBe(7);
  });

  it("has no groups, and sends no request for them", () => {
    const { proxyclick, bodies } = setUp();
    expect("groups" in proxyclick).toBe(false);
    for (const endpoint of ["/Groups", "/groups"]) {
      expect(() => proxyclick.resources({ ...GroupType, endpoint })).toThrow(limitation("groups_unsupported"));
    }
    expect(bodies).toHaveLength(0);
  });

  it("sends the schema of SCIM 1.1 on request, and understands the response", async () => {
    const { proxyclick, bodies } = setUp({ schemas: "scim1" });
    const ada = await proxyclick.users.create({ userName: "ada@example.com", name: NAME });
    expect(bodies[0]).toMatchObject({ schemas: [SCIM1_CORE_SCHEMA] });
    expect(ada.schemas).toEqual([UserType.schema]);
    expect(await proxyclick.users.find({ userName: "ada@example.com" })).toMatchObject({ id: ada.id });
  });

  it("reports a revoked token by Test Connection", async () => {
    const { emulator, proxyclick } = setUp();
    emulator.revokeToken(emulator.secretToken);
    await expect(proxyclick.testConnection()).rejects.toMatchObject({ code: "unauthorized" });
  });
});

describe("construction fails with one sentence for", () => {
  it.each<readonly [string, object, string]>([
    ["a missing token", { secretToken: undefined }, "secretToken: expected the Secret Token"],
    [
      "a misspelled policy",
      { onLimitation: "refuse" },
      'onLimitation: expected repair or reject or a function, not "ref',
    ],
    ["misspelled schemas", { schemas: "scim3" }, 'schemas: expected scim2 or scim1, not "scim3"'],
  ])("%s", (_name, wrong, message) => {
    const options: ProxyclickScimClientOptions = Object.assign({ secretToken: "t" }, wrong);
    expect(() => new ProxyclickScimClient(options)).toThrow(
      expect.objectContaining({ name: "TypeError", message: expect.stringContaining(message) }),
    );
  });

  it("a missing token of a general client", () => {
    const options: ScimClientOptions = Object.assign(
      { baseUrl: "https://scim.example.com", token: "t" },
      { token: undefined },
    );
    expect(() => new ScimClient(options)).toThrow(TypeError);
  });

  it("a general client as target of a job", () => {
    const target: ProvisioningTarget = Object.assign(
      Object.create(new ScimClient({ baseUrl: "https://scim.example.com", token: "t" })),
    );
    const source: DirectorySource = {
      name: "none",
      kind: "snapshot",
      describe: async () => ({}),
      async *read() {},
    };
    expect(() => createProvisioningJob({ source, target, mapping: defaultMapping(), scope: "all" })).toThrow(
      /^target: expected an object with users/,
    );
  });
});

describe("a create", () => {
  it.each([
    ["username_not_email", { userName: "ada", name: NAME }],
    ["missing_name", { userName: "ada@example.com" }],
    ["missing_name", { userName: "ada@example.com", name: { givenName: "Ada" } }],
    [
      "username_email_mismatch",
      { userName: "ada@example.com", name: NAME, emails: [{ type: "work", value: "b@example.com" }] },
    ],
    ["too_long", { userName: "ada@example.com", name: NAME, title: "x".repeat(2_000) }],
  ])("that breaks %s is rejected before anything is sent", async (code, user) => {
    const { proxyclick, bodies } = setUp();
    const failure = await proxyclick.users.create(user).catch((error: unknown) => error);
    expect(failure).toEqual(limitation(code));
    expect(failure).toSatisfy(isServiceLimitationError);
    expect(bodies).toHaveLength(0);
  });

  it.each([
    ["userName", { userName: 5 }],
    ["userName", { userName: 5, emails: [{ type: "work", value: "ada@example.com" }] }],
    ["active", { userName: "ada@example.com", active: "yes" }],
    ["emails[0].value", { userName: "ada@example.com", emails: [{ type: "work", value: 5 }] }],
  ])("with a %s of another type is reported as such: %j", async (path, values) => {
    const { proxyclick, bodies } = setUp();
    const user = JSON.parse(JSON.stringify({ name: NAME, ...values }));
    await expect(proxyclick.users.create(user)).rejects.toMatchObject({
      name: "ScimError",
      code: "invalidValue",
      detail: expect.stringMatching(`^${path.replace(/[[\]]/g, "\\$&")}: `),
    });
    expect(bodies).toHaveLength(0);
  });

  it("leaves out an invalid phone number and unsupported attributes, and logs a warning", async () => {
    const warn = vi.fn();
    const { proxyclick } = setUp({ logger: { warn } });
    const phoneNumbers = [{ type: "mobile", value: "call me" }];
    const ada = await proxyclick.users.create({ userName: "ada@example.com", name: NAME, phoneNumbers, nickName: "A" });
    expect(ada).not.toHaveProperty("phoneNumbers");
    expect(ada).not.toHaveProperty("nickName");
    expect(warn.mock.calls.map(([, message]) => message)).toEqual([
      expect.stringContaining("nickName"),
      expect.stringContaining("phoneNumbers"),
    ]);
    expect(JSON.stringify(warn.mock.calls)).not.toContain("call me");
  });

  it("reports what it leaves out of a prepared user with the value, in place of the log", () => {
    const warn = vi.fn();
    const { users } = setUp({ logger: { warn } }).proxyclick;
    const dropped: unknown[] = [];
    const emails = ["b", "a"].map((name) => ({ type: "work" as const, value: `${name}da@example.com` }));
    const user = { userName: "ada@example.com", name: NAME, emails, nickName: "A" };
    users.prepare(user, { onDropped: (value) => dropped.push(value) });
    expect(dropped).toMatchObject(
      [
        { attribute: "nickName", value: "A" },
        { attribute: 'emails[type eq "work"].value', value: ["bda@example.com"], reason: /more than one/ },
      ].map(({ reason: _reason, ...expected }) => expected),
    );
    expect(warn).not.toHaveBeenCalled();
  });

  it("converts phone numbers by normalizePhone", async () => {
    const { proxyclick } = setUp({ normalizePhone: () => "+32470123456" });
    const phoneNumbers = [{ type: "mobile", value: "0470 12 34 56" }];
    const ada = await proxyclick.users.create({ userName: "ada@example.com", name: NAME, phoneNumbers });
    expect(ada.phoneNumbers).toEqual([{ type: "mobile", value: "+32470123456" }]);
  });

  it("is rejected instead of repaired with onLimitation reject", async () => {
    const { proxyclick, bodies } = setUp({ onLimitation: "reject" });
    await expect(proxyclick.users.create({ userName: "ada@example.com", name: NAME })).rejects.toEqual(
      limitation("missing_work_email"),
    );
    expect(bodies).toHaveLength(0);
  });

  it("is sent unchanged where a callback returns ignore", async () => {
    const { proxyclick, bodies } = setUp({
      onLimitation: ({ code }) => (code === "unsupported_attribute" ? "ignore" : "repair"),
    });
    await proxyclick.users.create({ userName: "ada@example.com", name: NAME, nickName: "A" });
    expect(bodies[0]).toMatchObject({ nickName: "A", emails: [{ type: "work" }] });
  });
});

describe("a change", () => {
  async function withAda(options: Partial<ProxyclickScimClientOptions> = {}) {
    const world = setUp(options);
    const emails = [{ type: "work" as const, value: "ada@example.com" }];
    const { id } = await world.proxyclick.users.create({ userName: "ada@example.com", name: NAME, emails });
    world.bodies.length = 0;
    return { ...world, id, users: world.proxyclick.users };
  }

  const WORK = 'emails[type eq "work"].value';

  it.each(["repair", "reject"] as const)(
    "of userName changes the work email in the same PATCH (%s)",
    async (onLimitation) => {
      const { users, id, bodies, lastOperations } = await withAda({ onLimitation });
      const changed = await users.update(id, { userName: "new@example.com" });
      expect(bodies).toHaveLength(1);
      expect(lastOperations().map(({ path, value }) => [path, value])).toEqual([
        ["userName", "new@example.com"],
        [WORK, "new@example.com"],
      ]);
      expect(changed).toMatchObject({ userName: "new@example.com", emails: [{ value: "new@example.com" }] });
    },
  );

  it("of the list of emails sets it as it is, and changes userName in the same PATCH", async () => {
    const { users, id, lastOperations } = await withAda();
    const emails = [{ type: "work" as const, value: "new@example.com", primary: true }];
    const changed = await users.update(id, { emails });
    expect(lastOperations().map(({ path, value }) => [path, value])).toEqual([
      ["emails", emails],
      ["userName", "new@example.com"],
    ]);
    expect(changed).toMatchObject({ userName: "new@example.com", emails });
  });

  it("of the list of emails keeps those of other types that it has", async () => {
    const { users, id, lastOperations } = await withAda();
    const emails = [
      { type: "home" as const, value: "ada@home.example", primary: true },
      { type: "work" as const, value: "new@example.com" },
    ];
    await users.update(id, { emails });
    expect(lastOperations()[0]).toMatchObject({ path: "emails", value: emails });
  });

  const MOBILE = 'phoneNumbers[type eq "mobile"].value';

  it("leaves out operations on custom attributes, which Proxyclick does not have", () => {
    const reasons: string[] = [];
    const path = "urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User:tag";
    const operations = [
      { op: "replace", path, value: "blue" },
      { op: "remove", path },
      { op: "replace", path: "title", value: "Clerk" },
    ];
    const onDropped = ({ reason }: { readonly reason: string }) => void reasons.push(reason);
    const { users } = setUp().proxyclick;
    expect(users.prepareOperations(operations, { onDropped })).toEqual([operations[2]]);
    expect(reasons[0]).toContain("does not document");
  });

  it.each<readonly [string, PatchOperation, readonly PatchOperation[]]>([
    ["one", { op: "replace", path: MOBILE, value: "0470" }, [{ op: "remove", path: MOBILE }]],
    ["an added one", { op: "Add", path: MOBILE, value: "0470" }, [{ op: "remove", path: MOBILE }]],
    [
      "all of a list",
      { op: "replace", path: "phoneNumbers", value: [{ type: "work", value: "0470" }] },
      [{ op: "remove", path: "phoneNumbers" }],
    ],
    ["more of a list", { op: "add", path: "phoneNumbers", value: [{ type: "work", value: "0470" }] }, []],
    [
      "one without a path",
      { op: "replace", value: { title: "Dr", [MOBILE]: "0470" } },
      [
        { op: "replace", value: { title: "Dr" } },
        { op: "remove", path: MOBILE },
      ],
    ],
  ])(
    "to phone numbers that cannot be sent (%s) keeps or removes the stored ones",
    async (_name, operation, removal) => {
      const dropped: unknown[] = [];
      const onDropped = (value: unknown): void => void dropped.push(value);
      const { users } = setUp({ invalidPhone: "remove" }).proxyclick;
      expect(users.prepareOperations([operation], { onDropped })).toEqual(removal);
      const kept = setUp().proxyclick.users.prepareOperations([operation], { onDropped });
      expect(kept).toEqual(removal.filter(({ op }) => op !== "remove"));
      expect(dropped).toEqual(
        new Array(2).fill({
          attribute: expect.stringMatching(/^phoneNumbers\[type eq "(?:mobile|work)"\]\.value$/),
          value: "0470",
          reason: "the phone number is not in E.164 form",
        }),
      );
    },
  );

  it.each<readonly [string, readonly PatchOperation[]]>([
    [
      "both",
      [
        { op: "Replace", path: "userName", value: "new@example.com" },
        { op: "Replace", path: WORK, value: "new@example.com" },
      ],
    ],
    ["neither", [{ op: "replace", path: "title", value: "x" }]],
  ])("of %s is sent unchanged", async (_name, operations) => {
    const { users, id, lastOperations } = await withAda();
    await users.patch(id, operations);
    expect(lastOperations()).toEqual(operations);
  });

  it("by an object without a path works too", async () => {
    const { users, id, lastOperations } = await withAda();
    await users.patch(id, [{ op: "replace", value: { userName: "new@example.com", "name.givenName": "A" } }]);
    expect(lastOperations().at(-1)).toMatchObject({ path: WORK, value: "new@example.com" });
  });

  it.each<readonly [string, string, readonly PatchOperation[]]>([
    [
      "different values",
      "username_email_mismatch",
      [
        { op: "replace", path: "userName", value: "a@b.example" },
        { op: "replace", path: WORK, value: "c@d.example" },
      ],
    ],
    [
      "a userName that is not an email address",
      "username_not_email",
      [{ op: "replace", path: "userName", value: "ada" }],
    ],
    ["a work email that is none", "username_not_email", [{ op: "replace", path: WORK, value: "ada" }]],
    ["no userName", "username_not_email", [{ op: "remove", path: "userName" }]],
    ["no name", "missing_name", [{ op: "remove", path: "name" }]],
    ["no givenName", "missing_name", [{ op: "Remove", path: "name.givenName" }]],
    ["an empty familyName", "missing_name", [{ op: "replace", path: "name.familyName", value: "" }]],
    ["no emails", "missing_work_email", [{ op: "remove", path: "emails" }]],
    ["no work email", "missing_work_email", [{ op: "remove", path: 'emails[type eq "work"]' }]],
    ["a title without end", "too_long", [{ op: "replace", path: "title", value: "x".repeat(2_000) }]],
  ])("to %s is rejected before anything is sent", async (_name, code, operations) => {
    const { users, id, bodies } = await withAda();
    await expect(users.patch(id, operations)).rejects.toEqual(limitation(code));
    expect(bodies).toHaveLength(0);
  });

  it("may remove an email of another type", async () => {
    const { users, id, lastOperations } = await withAda();
    await users.patch(id, [{ op: "remove", path: 'emails[type eq "home"]' }]);
    expect(lastOperations()).toHaveLength(1);
  });

  it("leaves out phone numbers that are not E.164 and attributes that are not documented", async () => {
    const { users, id, lastOperations } = await withAda();
    await users.patch(id, [
      { op: "replace", path: 'phoneNumbers[type eq "mobile"].value', value: "call me" },
      { op: "replace", path: "nickName", value: "A" },
      { op: "remove", path: "displayName" },
      { op: "add", path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", value: "R&D" },
      { op: "replace", path: "title", value: "Countess" },
    ]);
    expect(lastOperations()).toEqual([{ op: "replace", path: "title", value: "Countess" }]);
  });

  it("converts phone numbers in every form of operation", async () => {
    const { users, id, lastOperations } = await withAda({ normalizePhone: () => "+32470123456" });
    await users.patch(id, [
      { op: "Add", path: 'phoneNumbers[type eq "mobile"].value', value: "0470" },
      { op: "add", path: "phoneNumbers", value: [{ type: "work", value: "0470" }] },
      { op: "replace", value: { phoneNumbers: [{ type: "fax", value: "0470" }], title: "x" } },
    ]);
    expect(lastOperations().map(({ value }) => value)).toEqual([
      "+32470123456",
      [{ type: "work", value: "+32470123456" }],
      { phoneNumbers: [{ type: "fax", value: "+32470123456" }], title: "x" },
    ]);
  });

  it("of which nothing is left is not sent, and resolves to the user", async () => {
    const { users, id, lastOperations } = await withAda();
    await expect(users.update(id, { nickName: "A" })).resolves.toMatchObject({ id });
    expect(lastOperations()).toEqual([]);
  });

  it.each(["displayName pr", "nickname.x", "__proto__", "constructor"])(
    "of the unknown path %j is rejected",
    async (path) => {
      const { users, id, bodies } = await withAda();
      await expect(users.patch(id, [{ op: "replace", path, value: "x" }])).rejects.toMatchObject({ status: 400 });
      expect(bodies).toHaveLength(0);
    },
  );
});
