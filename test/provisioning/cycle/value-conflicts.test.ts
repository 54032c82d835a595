/**
 * Users who want values that others hold: chains of renames, swaps, and rehires.
 */
import { describe, expect, it } from "vitest";
import { person } from "../../support/fake-directory.ts";
import { newWorld } from "../../support/world.ts";

/** Users who were called by their number, and are called by the next one's. */
function renamed(count: number, order: "forward" | "backward") {
  const users = Array.from({ length: count }, (_one, index) =>
    person(`u${index}`, { userPrincipalName: `u${index + 1}@contoso.com`, mail: `u${index + 1}@contoso.com` }),
  );
  return order === "forward" ? users : users.reverse();
}

describe("a chain of renames", () => {
  it.each(["forward", "backward"] as const)("costs at most two requests a user, in %s order", async (order) => {
    const world = newWorld(Array.from({ length: 200 }, (_one, index) => person(`u${index}`)));
    await world.cycle(undefined, { concurrency: 1 });
    const { summary, writes } = await world.cycle(renamed(200, order), { concurrency: 1 });
    expect(summary.counts).toMatchObject({ updated: 200, failed: {} });
    expect(writes.length).toBeLessThanOrEqual(400);
  });

  it("works side by side, too", async () => {
    const world = newWorld(Array.from({ length: 200 }, (_one, index) => person(`u${index}`)));
    await world.cycle();
    expect((await world.cycle(renamed(200, "forward"))).summary.counts).toMatchObject({ updated: 200, failed: {} });
  });
});

it("a user who wants the value of another one fails with both names", async () => {
  const world = newWorld([person("ada"), person("bob")]);
  await world.cycle();
  const { summary } = await world.cycle([person("ada", { mail: "bob@contoso.com" }), person("bob")]);
  expect(summary.counts.failed).toEqual({ EntryConflict: 1 });
  const [entry] = (await world.log("ada")).slice(-1);
  expect(entry?.sourceIdentity.displayName).toBe("ada@contoso.com");
  expect(entry?.provisioningStatusInfo.errorInformation?.reason).toMatch(
    /\(the account 'bob@contoso.com' \(t2\) of the user 'bob@contoso.com' has userName eq "bob@contoso.com"\)$/,
  );
});

it("two users who swap their values fail at once, by name, and no address is invented", async () => {
  const world = newWorld([person("ada"), person("bob")]);
  await world.cycle();
  const swapped = [person("ada", { mail: "bob@contoso.com" }), person("bob", { mail: "ada@contoso.com" })];
  const { summary, writes } = await world.cycle(swapped);
  expect(summary.counts.failed).toEqual({ EntryConflict: 2 });
  expect(writes).toHaveLength(2);
  const [entry] = (await world.log("ada")).slice(-1);
  const reason = entry?.provisioningStatusInfo.errorInformation?.reason;
  expect(reason).toContain(
    "'ada@contoso.com' wants userName eq \"bob@contoso.com\", held by 'bob@contoso.com', who wants",
  );
  expect([...world.target.accounts.values()].map((account) => account["userName"]).sort()).toEqual([
    "ada@contoso.com",
    "bob@contoso.com",
  ]);
});

it("a rehire gets an account as soon as the engine has deleted the old one, also when it had been abandoned", async () => {
  const world = newWorld([person("ada")], { deleteAfterDays: 30 });
  await world.cycle();
  const rehired = person("ada2", { userPrincipalName: "ada@contoso.com", mail: "ada@contoso.com" });
  for (let day = 0; day <= 30; day += 1) {
    world.advance(24 * 3_600_000);
    const { counts } = (await world.cycle([rehired])).summary;
    if (day < 30) expect(counts).toMatchObject({ created: 0, unchanged: 0 });
  }
  world.advance(24 * 3_600_000);
  await world.cycle([rehired]);
  expect((await world.state.get("ada2"))?.link).toBeDefined();
  expect(world.account("ada")).toMatchObject({ active: true });
});

it("a user without an account who was skipped is counted in every summary", async () => {
  const world = newWorld([person("ada", { accountEnabled: "False" })]);
  for (let cycle = 0; cycle < 3; cycle += 1) {
    expect((await world.cycle()).summary.counts).toMatchObject({
      unchanged: 0,
      skipped: { NotActive: 1 },
    });
  }
});
