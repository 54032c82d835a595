/**
 * A dry run: when nobody else changes the target, plan and run agree in every count and name, and the plan writes
 * nothing.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProvisioningLogEntry, SourceUser } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

/** What a run says about users, without ids, times and tense. */
function outlineOf(entries: readonly ProvisioningLogEntry[]): readonly string[] {
  return entries
    .map(({ sourceIdentity, provisioningAction, provisioningStatusInfo: { status, errorInformation } }) =>
      [sourceIdentity.displayName, provisioningAction, status, errorInformation?.errorCode ?? ""].join(" "),
    )
    .sort();
}

async function run(world: World, users: readonly SourceUser[], dryRun: boolean) {
  const entries: ProvisioningLogEntry[] = [];
  world.directory.users = [...users];
  const { counts, heldBack, outcome } = await world
    .job({ dryRun, deletionThreshold: 3 })
    .runCycle({ onEntry: (entry) => void entries.push(entry) });
  return { counts, heldBack, outcome, users: outlineOf(entries) };
}

/** Users of a small world in which addresses collide, move and return. */
const directories = fc.array(
  fc.array(
    fc.record({
      id: fc.integer({ min: 1, max: 6 }),
      address: fc.integer({ min: 1, max: 6 }),
      surname: fc.constantFrom("A", "B"),
      enabled: fc.boolean(),
      manager: fc.integer({ min: 0, max: 6 }),
    }),
    { maxLength: 6 },
  ),
  { minLength: 1, maxLength: 5 },
);

describe("a dry run", () => {
  it("announces what the run then does, for every user", () =>
    fc.assert(
      fc.asyncProperty(directories, async (days) => {
        const world = newWorld();
        for (const day of days) {
          const users = [...new Map(day.map((user) => [user.id, user])).values()].map((user) =>
            person(`id${user.id}`, {
              userPrincipalName: `a${user.address}@contoso.com`,
              mail: `a${user.address}@contoso.com`,
              surname: user.surname,
              accountEnabled: user.enabled ? "True" : "False",
              manager: user.manager === 0 ? "" : `id${user.manager}`,
            }),
          );
          world.target.calls.length = 0;
          const before = JSON.stringify([...world.target.accounts]);
          const planned = await run(world, users, true);
          expect(world.writes()).toEqual([]);
          expect(JSON.stringify([...world.target.accounts])).toBe(before);
          expect(await run(world, users, false)).toEqual(planned);
        }
      }),
      { numRuns: 150 },
    ));

  it("speaks of the future", async () => {
    const entries: ProvisioningLogEntry[] = [];
    await newWorld([person("ada")])
      .job({ dryRun: true })
      .runCycle({ onEntry: (entry) => void entries.push(entry) });
    expect(entries.flatMap((entry) => entry.provisioningSteps.at(-1)?.description)).toEqual([
      "User 'ada@contoso.com' will be created in Fake",
    ]);
  });

  it("notifies nobody, stores nothing, and does not wake readers of the log", async () => {
    const world = newWorld([person("ada")]);
    await world.job({ dryRun: true, notify: () => Promise.reject(new Error("called")) }).runCycle();
    expect(await world.state.readJob()).toBeUndefined();
    expect(await world.state.size()).toEqual({ linked: 0, lastOrdinal: 0 });
    expect(await world.newEntries()).toEqual([]);
  });
});
