/** Ids of users: GUIDs compare without case, all other ids exactly. */
import { describe, expect, it } from "vitest";
import type { SourceUser } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld } from "../../support/world.ts";

const ADA = "aaaaaaaa-0000-4000-8000-00000000000a";
const BEN = "bbbbbbbb-0000-4000-8000-00000000000b";

function user(id: string, mail: string): SourceUser {
  return person(id, { mail: `${mail}@contoso.com`, surname: "Lovelace" });
}

const mapping = schema({ attributes: [...BASIC_ATTRIBUTES, attribute("externalId", "[objectId]")] });

describe("a GUID", () => {
  it("in other letters is the same user, whose account stays as it is", async () => {
    const world = newWorld([user(ADA, "ada"), user(BEN, "ben")], { mapping, allowDeletes: true });
    await world.cycle();
    const again = await world.cycle([user(ADA.toUpperCase(), "ada"), user(BEN.toUpperCase(), "ben")]);
    expect(again.writes).toEqual([]);
    expect(again.summary.counts).toMatchObject({ disabled: 0, failed: {} });
    expect(world.account("ada")).toMatchObject({ active: true, externalId: ADA });
  });

  it("that occurs twice in different letters is a duplicate", async () => {
    const world = newWorld([user(ADA, "ada"), user(ADA.toUpperCase(), "ada2")], { mapping });
    const { summary } = await world.cycle();
    expect(summary.counts).toMatchObject({ created: 1, failed: { DuplicateSourceEntries: 1 } });
  });

  it("is found on demand, and among the connections, in any letters", async () => {
    const world = newWorld([user(ADA.toUpperCase(), "ada")], { mapping });
    const { result } = await world.job().provisionOnDemand(ADA);
    expect(result).toBe("Success");
    expect(await world.job().connections.get(ADA.toUpperCase())).toMatchObject({ sourceId: ADA });
  });
});

it("ids that are no GUIDs differ by case", async () => {
  const world = newWorld([user("u1", "ada"), user("U1", "ben")], { mapping });
  const { summary } = await world.cycle();
  expect(summary.counts).toMatchObject({ created: 2, failed: {} });
});
