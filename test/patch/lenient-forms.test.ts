/** Forms of operations that identity providers and RFC 7644's own examples use, beyond its grammar. */
import { describe, expect, it } from "vitest";
import { GroupType, UserType } from "../../src/models/index.ts";
import { applyPatch, STRICT_PATCH } from "../../src/patch/index.ts";
import { BADGE, bjensen, DeviceType, device, ENTERPRISE, employee, expectRefusal, group } from "./fixtures.ts";

const MANAGER = `${ENTERPRISE}:manager`;

describe("the names of an operation", () => {
  it.each([
    { Op: "Replace", Path: "title", Value: "Countess" },
    { OP: "add", PATH: "title", VALUE: "Countess" },
    { op: "replace", Value: { title: "Countess" } },
  ])("have any case: %j", (operation) => {
    expect(applyPatch(bjensen(), JSON.parse(JSON.stringify([operation])), UserType)).toMatchObject({
      title: "Countess",
    });
  });
});

describe("a path without white space before a string, as in the example of RFC 7644 §3.5.2.2", () => {
  it.each([
    ['members[value eq"u1"]', ["u0", "u2"]],
    ['members[value eq"u1" or value eq"u2"]', ["u0"]],
  ])("removes %s", (path, left) => {
    const after = applyPatch(group(3), [{ op: "remove", path }], GroupType);
    expect(after.members?.map(({ value }) => value)).toEqual(left);
  });

  it("needs white space everywhere else", () => {
    for (const path of ['members[value eq"u1"or value eq "u2"]', "members[value eq1]"])
      expectRefusal(() => applyPatch(group(3), [{ op: "remove", path }], GroupType), "invalidPath");
  });
});

describe("a removal that names values", () => {
  const badge = { number: 7, doors: ["a", "b", "c"], codes: ["X", "x"] };

  it.each([
    ["a list of an extension", `${BADGE}:doors`, ["B"], ["a", "c"]],
    ["one value without a list", `${BADGE}:doors`, "b", ["a", "c"]],
    ["an exact list", `${BADGE}:codes`, ["x"], ["X"]],
    ["the last values", `${BADGE}:doors`, ["a", "b", "c"], undefined],
    ["an absent value", `${BADGE}:doors`, ["z"], ["a", "b", "c"]],
  ])("takes them only from %s", (_what, path, value, left) => {
    const after = applyPatch({ ...device(), [BADGE]: badge }, [{ op: "remove", path, value }], DeviceType);
    expect(Reflect.get(Object(Reflect.get(after, BADGE)), path.slice(BADGE.length + 1))).toEqual(left);
  });

  it("takes them only from the lists that the value for an extension names", () => {
    const operation = { op: "remove", path: BADGE, value: { doors: ["a"], number: 7 } };
    expect(applyPatch({ ...device(), [BADGE]: badge }, [operation], DeviceType)).toMatchObject({
      [BADGE]: { doors: ["b", "c"], codes: ["X", "x"] },
    });
  });

  it.each([
    [[{ value: "babs@jensen.org" }]],
    [{ value: "BABS@jensen.org" }],
    ["babs@jensen.org"],
    [["babs@jensen.org"]],
    [[{ value: "babs@jensen.org", type: "home", primary: false }]],
  ])("takes %j only from emails", (value) => {
    const after = applyPatch(bjensen(), [{ op: "remove", path: "emails", value }], UserType);
    expect(after.emails).toEqual([bjensen().emails?.[0]]);
  });
});

describe("a value path on a single value", () => {
  it.each([
    ["removes a value that matches", { op: "remove", path: `${MANAGER}[value eq "26118915"]` }, undefined],
    ["leaves another value", { op: "remove", path: `${MANAGER}[value eq "1"]` }, employee()[ENTERPRISE]?.manager],
    [
      "changes a value that matches",
      { op: "replace", path: `${MANAGER}[value eq "26118915"].value`, value: "1" },
      { value: "1" },
    ],
    [
      "replaces a value that matches",
      { op: "replace", path: `${MANAGER}[value eq "26118915"]`, value: [{ value: "2" }] },
      { value: "2" },
    ],
  ])("%s", (_what, operation, manager) => {
    expect(applyPatch(employee(), [operation], UserType)[ENTERPRISE]?.manager).toEqual(manager);
  });

  it("changes a sub-attribute, in one request with others", () => {
    const operations = [
      { op: "Replace", path: 'name[familyName eq "JENSEN"].givenName', value: "Babs" },
      { op: "Replace", path: "active", value: "False" },
    ];
    const after = applyPatch(bjensen(), operations, UserType);
    expect(after).toMatchObject({
      active: false,
      name: { familyName: "Jensen", givenName: "Babs", middleName: "Jane" },
    });
  });

  it("creates an absent value from its conditions, but never a reference", () => {
    const { name: _, ...nameless } = bjensen();
    const add = (path: string, value: unknown) => applyPatch(nameless, [{ op: "add", path, value }], UserType);
    expect(add('name[familyName eq "Jensen"].givenName', "Babs")).toMatchObject({
      name: { familyName: "Jensen", givenName: "Babs" },
    });
    expectRefusal(() => add(`${MANAGER}[value eq "1"].value`, "2"), "noTarget");
  });

  it("sets an absent value that is given as a whole", () => {
    const replace = (path: string, value: unknown) => applyPatch(bjensen(), [{ op: "replace", path, value }], UserType);
    expect(replace(`${MANAGER}[value eq "1"]`, "2")).toMatchObject({ [ENTERPRISE]: { manager: { value: "2" } } });
    expect(replace('title[value eq "Analyst"]', "Countess")).toMatchObject({ title: "Countess" });
  });

  it("rejects the change of a value that does not match, and any in strict mode", () => {
    const change = [{ op: "replace", path: 'name[familyName eq "Smith"].givenName', value: "x" }];
    expectRefusal(() => applyPatch(bjensen(), change, UserType), "noTarget");
    expectRefusal(() => applyPatch(bjensen(), change, UserType, STRICT_PATCH), "invalidPath");
  });
});

it.each([[{ value: "ada@contoso.com", type: "work" }], { value: "ada@contoso.com", type: "work" }])(
  "an element is replaced by %j",
  (value) => {
    const operations = [{ op: "replace", path: 'emails[value eq "BJENSEN@example.com"]', value }];
    const [, home] = bjensen().emails ?? [];
    const work = { value: "ada@contoso.com", type: "work" };
    expect(applyPatch(bjensen(), operations, UserType).emails).toEqual([work, home]);
  },
);

describe("immutable parts", () => {
  const placed = { ...device(), place: { room: "1", site: "North" }, [BADGE]: { number: 7, serial: "A" } };

  it.each([
    ["removing their value", [{ op: "remove", path: "place" }]],
    ["replacing it by nothing", [{ op: "replace", path: "place", value: null }]],
    ["removing them", [{ op: "remove", path: "place.site" }]],
    [
      "a removal and an addition",
      [
        { op: "remove", path: "place" },
        { op: "add", path: "place", value: { room: "2", site: "South" } },
      ],
    ],
    ["removing their extension", [{ op: "remove", path: BADGE }]],
    ["removing them from an extension", [{ op: "remove", path: `${BADGE}:serial` }]],
    ["another value", [{ op: "replace", value: { [BADGE]: { serial: "B" } } }]],
  ])("are not changed by %s", (_what, operations) => {
    expectRefusal(() => applyPatch(placed, operations, DeviceType), "mutability");
  });
});
