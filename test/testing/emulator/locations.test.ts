import { describe, expect, it } from "vitest";
import type { EmulatedLocation } from "../../../src/testing/index.ts";
import { ADA, setUp } from "./emulated-client.ts";

describe("locations", () => {
  const LOCATIONS = [
    { id: "CO-1", name: "Headquarters" },
    { id: "CO-2", name: "Paris", users: { city: ["Paris", "Lyon"] }, home: true },
    { id: "CO-3", name: "Brussels", users: { city: ["brussels"], language: ["fr"] } },
    { id: "CO-4", name: "Closed", provisioning: false },
  ];

  it.each([
    ["nothing", {}, ["CO-1"], "CO-1"],
    ["a city", { addresses: [{ locality: "Lyon" }] }, ["CO-1", "CO-2"], "CO-2"],
    ["a city without the language", { addresses: [{ locality: "Brussels" }] }, ["CO-1"], "CO-1"],
    [
      "city and language",
      { addresses: [{ locality: "Brussels" }], preferredLanguage: "fr-BE" },
      ["CO-1", "CO-3"],
      "CO-1",
    ],
    [
      "several cities, of which the primary one counts",
      {
        addresses: [
          { type: "work", locality: "Paris" },
          { primary: true, locality: "Ghent" },
        ],
      },
      ["CO-1"],
      "CO-1",
    ],
    ["a disabled account", { active: false }, [], undefined],
  ])("belong to a user with %s", async (_name, more, locations, home) => {
    const { emulator, users } = setUp({ locations: LOCATIONS });
    const { id } = await users.create({ ...ADA, ...more });
    expect(await emulator.locationsOf(id)).toEqual({ locations, home });
  });

  it("change with the user and with the rules", async () => {
    const { emulator, users } = setUp({ locations: LOCATIONS });
    const { id } = await users.create(ADA);
    await users.update(id, { addresses: [{ type: "work", locality: "Paris" }] });
    expect(await emulator.locationsOf(id)).toMatchObject({ home: "CO-2" });
    emulator.locations = [{ id: "CO-9", name: "Only" }];
    expect(await emulator.locationsOf(id)).toEqual({ locations: ["CO-9"], home: "CO-9" });
    expect(await emulator.locationsOf("nobody")).toBeUndefined();
  });

  it.each<readonly [EmulatedLocation["users"], boolean]>([
    [{ city: ["new"] }, false],
    [{ city: ["new"], compare: "startsWith" }, true],
    [{ city: ["york"], compare: "startsWith" }, false],
    [{ city: ["york"], compare: "contains" }, true],
    [{ city: ["york"], compare: "contains", caseExact: true }, false],
    [{ city: ["new york"], compare: "equals" }, true],
    [{ city: ["new york"], caseExact: true }, false],
    [{ city: [" New York "], caseExact: true }, true],
    [{ language: ["en"] }, true],
    [{ language: ["EN"], caseExact: true }, false],
    [{ language: ["en"], caseExact: true }, true],
    [{ language: ["e"] }, false],
    [{ language: ["e"], compare: "startsWith" }, true],
    [{ language: ["us"], compare: "contains" }, true],
  ])(
    "with the conditions %j include a user from New York with the language en-US: %s",
    async (conditions, admitted) => {
      const { emulator, users } = setUp({ locations: [{ id: "CO-1", name: "Any", users: conditions }] });
      const { id } = await users.create({
        ...ADA,
        addresses: [{ primary: true, locality: "New York" }],
        preferredLanguage: "en-US",
      });
      expect((await emulator.locationsOf(id))?.locations).toEqual(admitted ? ["CO-1"] : []);
    },
  );

  it("keep a disabled user with the option `stay`", async () => {
    const { emulator, users } = setUp({ disabledUsers: "stay" });
    const { id } = await users.create({ ...ADA, active: false });
    expect(await emulator.locationsOf(id)).toEqual({ locations: ["CO-1"], home: "CO-1" });
  });
});
