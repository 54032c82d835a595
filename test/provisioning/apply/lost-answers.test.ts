/**
 * Writes whose answer was lost: until the engine has looked at the account, its state is unknown to every later
 * decision about the user.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError, ScimRequestError } from "../../../src/errors.ts";
import type { SourceUser } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { LOST_ANSWERS, type Loss, lossyTarget } from "../../support/lossy-target.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;
let loss: Loss | undefined;

beforeEach(() => {
  loss = undefined;
  world = newWorld();
});

function cycle(...users: SourceUser[]) {
  return world.cycle(users, { target: lossyTarget(world.target, () => loss) });
}

const enabled = (surname = "Doe") => person("ada", { surname });
const disabled = (surname = "Doe") => person("ada", { surname, accountEnabled: "False" });
const bob = person("bob");

describe.each(Object.entries(LOST_ANSWERS))("after %s", (_name, error) => {
  describe.each(["before", "after"] as const)("with the effect %s the loss", (when) => {
    const effect = when === "before" ? "after" : "before";

    it("a user who is enabled and then disabled again ends up disabled", async () => {
      await cycle(enabled(), bob);
      await cycle(disabled(), bob);
      loss = { method: "patch", effect, error };
      expect((await cycle(enabled(), bob)).summary).toMatchObject({ outcome: "completed", counts: { updated: 0 } });
      loss = undefined;
      await cycle(disabled(), bob);
      expect(world.account("ada")).toMatchObject({ active: false });
    });

    it("a user who is disabled and then enabled again ends up enabled", async () => {
      await cycle(enabled(), bob);
      loss = { method: "patch", effect, error };
      await cycle(disabled(), bob);
      loss = undefined;
      await cycle(enabled(), bob);
      expect(world.account("ada")).toMatchObject({ active: true });
    });

    it("a value that changes back ends up as the directory has it", async () => {
      await cycle(enabled("A"), bob);
      loss = { method: "patch", effect, error };
      await cycle(enabled("B"), bob);
      loss = undefined;
      await cycle(enabled("A"), bob);
      expect(world.account("ada")).toMatchObject({ name: { familyName: "A" } });
    });

    it("a create whose user is gone before the next cycle leaves no active account behind", async () => {
      loss = { method: "create", effect, error };
      const { summary } = await cycle(enabled());
      expect(Object.values(summary.counts.failed)).toEqual([1]);
      loss = undefined;
      await cycle(bob);
      expect(world.account("ada")?.["active"] ?? false).toBe(false);
    });

    it("a create is not repeated", async () => {
      loss = { method: "create", effect, error };
      await cycle(enabled());
      loss = undefined;
      await cycle(enabled());
      await cycle(enabled());
      expect([...world.target.accounts.values()]).toHaveLength(1);
      expect(world.account("ada")).toMatchObject({ active: true });
    });

    it("a look that fails blocks its own user only, also in another process", async () => {
      await cycle(enabled(), bob);
      await cycle(disabled(), bob);
      loss = { method: "patch", effect, error };
      await cycle(enabled(), bob);
      loss = { method: "get", effect: "before", error };
      const { summary } = await cycle(disabled(), person("bob", { surname: "New" }), person("eve"));
      expect(summary).toMatchObject({ outcome: "completed", counts: { created: 1, updated: 1 } });
      expect(Object.values(summary.counts.failed)).toEqual([1]);
      loss = undefined;
      await cycle(disabled(), bob);
      expect(world.account("ada")).toMatchObject({ active: false });
    });
  });
});

it("a delete whose user returns ends with an account", async () => {
  for (const effect of ["before", "after"] as const) {
    world = newWorld([], { deleteAfterDays: 0 });
    await cycle(enabled(), bob);
    loss = { method: "delete", effect, error: () => new TypeError("fetch failed") };
    await cycle(bob);
    loss = undefined;
    await cycle(enabled(), bob);
    expect(world.account("ada")).toMatchObject({ active: true });
  }
});

it("a service that answers a create with another user's account gives it to nobody else", async () => {
  await cycle(enabled());
  const [account] = world.target.accounts.values();
  if (account === undefined) throw new Error("no account");
  const users = { ...world.target.users, create: async () => account };
  const { summary } = await world.cycle([enabled(), bob], { target: { ...world.target, users } });
  expect(summary.counts.failed).toEqual({ DuplicateSourceEntries: 1 });
  expect((await world.state.get("bob"))?.link).toBeUndefined();
});

it.each([
  { answer: "404", error: new ScimError("not found", { status: 404 }), gone: true },
  { answer: "410", error: new ScimError("gone", { status: 410 }), gone: true },
  {
    answer: "a gateway's page with status 404",
    error: new ScimRequestError("HTML", {
      code: "not_scim",
      status: 404,
      method: "PATCH",
      requestPath: "/Users/1",
      attempts: 1,
    }),
    gone: false,
  },
])("an account is gone after $answer: $gone", async ({ error, gone }) => {
  await cycle(enabled());
  loss = { method: "patch", effect: "before", error: () => error };
  await cycle(enabled("New"));
  expect((await world.state.get("ada"))?.link === undefined).toBe(gone);
});
