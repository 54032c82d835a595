/**
 * Decision 111: the engine finds accounts at a service that is known to have no filters, by one read of all accounts.
 */
import { expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import { proxyclickProfile } from "../../../src/profile/index.ts";
import { createProvisioningJob, MemoryState } from "../../../src/provisioning/index.ts";
import { ProxyclickScimClient } from "../../../src/proxyclick/index.ts";
import { createProxyclickEmulator } from "../../../src/testing/index.ts";
import { fakeDirectory, person } from "../../support/fake-directory.ts";
import { fakeTarget } from "../../support/fake-target.ts";
import { schema } from "../../support/mapping.ts";

const log = { lastEntryId: async () => undefined, append: async () => {} };

it("takes the account that matches, and creates the others", async () => {
  const profile = proxyclickProfile({ filter: false });
  const { fetch, secretToken } = createProxyclickEmulator({ profile });
  const target = new ProxyclickScimClient({ fetch, secretToken, profile });
  await target.users.create({ userName: "ada@contoso.com", name: { givenName: "Ada", familyName: "L" } });
  const source = fakeDirectory([person("ada"), person("bob")]);
  const job = createProvisioningJob({ source, target, mapping: schema(), state: new MemoryState(), log });
  const { counts } = await job.runCycle();
  expect(counts).toMatchObject({ created: 1, failed: {} });
  expect(await target.users.count()).toBe(2);
});

function withoutFilters() {
  const target = fakeTarget();
  const users = { ...target.users, canFilter: () => false };
  return { ...target, users };
}

it("reads all accounts once a cycle, however many users it looks for", async () => {
  const target = withoutFilters();
  const source = fakeDirectory(Array.from({ length: 50 }, (_, index) => person(`user${index}`)));
  const job = createProvisioningJob({ source, target, mapping: schema(), state: new MemoryState(), log });
  const { counts } = await job.runCycle();
  expect(counts).toMatchObject({ created: 50, failed: {} });
  expect(target.calls.filter((call) => call.startsWith("LIST"))).toEqual(["LIST everything"]);
});

it("reads no account when no user needs one", async () => {
  const target = withoutFilters();
  const source = fakeDirectory([person("ada")]);
  const job = createProvisioningJob({ source, target, mapping: schema(), state: new MemoryState(), log });
  await job.runCycle();
  target.calls.length = 0;
  await job.runCycle();
  expect(target.calls.filter((call) => call.startsWith("LIST"))).toEqual([]);
});

it("knows an account that the same cycle has made", async () => {
  const target = withoutFilters();
  const source = fakeDirectory([person("ada"), { ...person("ada"), id: "second" }]);
  const job = createProvisioningJob({ source, target, mapping: schema(), state: new MemoryState(), log });
  const { counts } = await job.runCycle();
  expect(counts).toMatchObject({ created: 1, failed: { DuplicateSourceEntries: 1 } });
  expect(target.accounts.size).toBe(1);
});

it("finds the account of a create whose end was not recorded", async () => {
  const target = withoutFilters();
  const state = new MemoryState();
  const source = fakeDirectory([person("ada")]);
  const create = target.users.create;
  const dying = {
    ...target,
    users: {
      ...target.users,
      create: async (resource: object) => {
        await create(resource);
        throw new Error("killed");
      },
    },
  };
  await createProvisioningJob({ source, target: dying, mapping: schema(), state, log })
    .runCycle()
    .catch(() => undefined);
  const { counts } = await createProvisioningJob({ source, target, mapping: schema(), state, log }).runCycle();
  expect(counts.failed).toEqual({});
  expect(target.accounts.size).toBe(1);
});

it("finds the account of a create whose answer was lost in the same cycle", async () => {
  const target = withoutFilters();
  const create = target.users.create.bind(target.users);
  let answers = false;
  target.users.create = async (account) => {
    const created = await create(account);
    if (answers) return created;
    answers = true;
    throw new ScimError("internal error", { status: 500 });
  };
  const gone = Array.from({ length: 10_000 }, (_, index) => ({
    kind: "removed",
    id: `nobody${index}`,
    removal: "hard",
  }));
  const ada = { kind: "user", user: person("ada") };
  const source = Object.assign(fakeDirectory([]), {
    kind: "delta",
    read: async function* () {
      yield* [ada, ...gone, ada, { kind: "end" }];
    },
  });
  const job = createProvisioningJob({ source, target, mapping: schema(), state: new MemoryState(), log });
  const { counts } = await job.runCycle();
  expect([target.accounts.size, counts.created]).toEqual([1, 1]);
});
