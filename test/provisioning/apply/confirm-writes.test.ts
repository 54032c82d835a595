/**
 * Writes that a crash interrupted.
 */
import { beforeEach, describe, expect, it } from "vitest";
import type { ProvisioningTarget } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

describe("recovery", () => {
  it("detects that an update took effect although the target has changed other values", async () => {
    world.directory.users = [person("ada")];
    await world.job().runCycle();
    const [account] = world.target.accounts.values();
    if (account !== undefined) world.target.accounts.set(account.id, { ...account, title: "MENDED TITLE" });
    world.directory.users = [person("ada", { surname: "New" })];
    const dying: ProvisioningTarget = {
      ...world.target,
      users: {
        ...world.target.users,
        async patch(...call) {
          await world.target.users.patch(...call);
          throw new Error("connection reset");
        },
      },
    };
    expect((await world.job({ target: dying }).runCycle()).counts).toMatchObject({ failed: { InternalError: 1 } });
    world.target.calls.length = 0;
    expect((await world.job().runCycle()).counts).toMatchObject({ updated: 1 });
    expect(world.writes()).toEqual([]);
    expect((await world.newEntries()).map((entry) => entry.provisioningStatusInfo.status)).toEqual([
      "success",
      "failure",
      "success",
    ]);
  });
});
