/** What the Microsoft Entra provisioning service and the Microsoft SCIM validator send. */
import { describe, expect, it } from "vitest";
import { GroupType, UserType } from "../../src/models/index.ts";
import { applyPatch, type PatchOperation, type PatchOptions } from "../../src/patch/index.ts";
import { bjensen, ENTERPRISE, employee, expectRefusal, frozen, group } from "../patch/fixtures.ts";

const patch = (...operations: PatchOperation[]) => applyPatch(frozen(employee()), operations, UserType);
const roles = (value: unknown) => applyPatch({}, [{ op: "Add", path: "roles", value }], UserType);

describe("Entra", () => {
  it.each(["Replace", "replace", "REPLACE"])("names operations in any case: %s", (op) => {
    expect(patch({ op, path: "displayName", value: "B" }).displayName).toBe("B");
  });

  it.each([
    ["False", false],
    ["false", false],
    [false, false],
    ["True", true],
  ])("sends active as %j", (value, active) => {
    const user = patch({ op: "Replace", path: "active", value: !active }, { op: "Replace", path: "active", value });
    expect(user.active).toBe(active);
  });

  it("sends other texts for booleans nowhere: they are refused", () => {
    expectRefusal(() => patch({ op: "Replace", path: "active", value: "no" }), "invalidValue");
  });

  it("sends primary as text, in values too", () => {
    const value = [{ primary: "True", type: "other", value: "x@example.com" }];
    const user = patch({ op: "Add", path: "emails", value });
    expect(user.emails?.map(({ primary }) => primary)).toEqual([false, undefined, true]);
  });

  it.each(["Add", "Replace"])("creates an element by %s through a value path without a match", (op) => {
    const operations = [{ op, path: 'emails[type eq "work"].value', value: "b@example.com" }];
    expect(applyPatch({}, operations, UserType)).toEqual({ emails: [{ type: "work", value: "b@example.com" }] });
    const other = { ...bjensen(), emails: [{ type: "home", value: "babs@jensen.org", primary: true }] };
    expect(applyPatch(frozen(other), operations, UserType).emails).toEqual([
      { type: "home", value: "babs@jensen.org", primary: true },
      { type: "work", value: "b@example.com" },
    ]);
  });

  it("builds one address from several operations", () => {
    const path = (name: string) => `addresses[type eq "other"].${name}`;
    const user = patch(
      { op: "Add", path: path("streetAddress"), value: "Main Street 1" },
      { op: "Add", path: path("locality"), value: "Ghent" },
      { op: "Add", path: path("country"), value: "BE" },
    );
    expect(user.addresses?.slice(2)).toEqual([
      { type: "other", streetAddress: "Main Street 1", locality: "Ghent", country: "BE" },
    ]);
  });

  it("sends a value without a path whose keys are paths (aadOptscim062020)", () => {
    const value = {
      displayName: "Babs",
      "name.givenName": "Babs",
      [`${ENTERPRISE}:employeeNumber`]: "42",
      [`${ENTERPRISE}:manager.value`]: "boss",
      'emails[type eq "work"].value': "babs@example.com",
      'phoneNumbers[type eq "mobile"].value': "+3212345678",
    };
    const user = patch({ op: "replace", value });
    expect(user).toMatchObject({
      displayName: "Babs",
      name: { givenName: "Babs", familyName: "Jensen" },
      emails: [{ type: "work", value: "babs@example.com", primary: true }, { type: "home" }],
      phoneNumbers: [{ type: "mobile", value: "+3212345678" }],
      [ENTERPRISE]: { employeeNumber: "42", department: "Tour Operations", manager: { value: "boss" } },
    });
    for (const key of Object.keys(value).slice(1)) expect(user).not.toHaveProperty([key]);
  });

  it.each([
    ["the bare id", "boss"],
    ["an object", { value: "boss" }],
    ["an array", [{ $ref: null, value: "boss" }]],
    ["JSON text", '{"value":"boss"}'],
  ])("sets a manager by %s; what described the old one goes", (_, value) => {
    for (const op of ["Add", "Replace"]) {
      expect(patch({ op, path: `${ENTERPRISE}:manager`, value })[ENTERPRISE]?.manager).toEqual({ value: "boss" });
    }
  });

  it.each([
    { op: "Remove" },
    { op: "Replace", value: "" },
    { op: "Replace", value: null },
    { op: "Replace", value: [] },
  ])("removes a manager: %j", (operation) => {
    const user = patch({ ...operation, path: `${ENTERPRISE}:manager` });
    expect(user[ENTERPRISE]).toEqual({ employeeNumber: "701984", department: "Tour Operations" });
  });

  it("clears a text by an empty one, which is a value, and by null", () => {
    expect(patch({ op: "Replace", path: "displayName", value: "" }).displayName).toBe("");
    expect(patch({ op: "Replace", path: "displayName", value: null })).not.toHaveProperty("displayName");
  });

  it.each([
    ["objects", [{ id: "r1", value: "25", displayName: "Guide" }], [{ value: "25", display: "Guide" }]],
    ["JSON text", '{"id":"r1","value":"25","displayName":"Guide"}', [{ value: "25", display: "Guide" }]],
    ["JSON text in a list", ['{"id":"r1","value":"25","displayName":"Guide"}'], [{ value: "25", display: "Guide" }]],
    [
      "JSON text in an element",
      [{ value: '{"id":"r1","value":"25","displayName":"Guide"}' }],
      [{ value: "25", display: "Guide" }],
    ],
    ["JSON text of a list", '[{"value":"25"},{"value":"26"}]', [{ value: "25" }, { value: "26" }]],
    ["a text", "Guide", [{ value: "Guide" }]],
    ["a text that only looks like JSON", "[Guide", [{ value: "[Guide" }]],
  ])("adds roles as %s", (_, value, expected) => {
    expect(roles(value)).toEqual({ roles: expected });
  });

  it("sets the one application role through a quoted boolean", () => {
    const set = (value: string) => ({ op: "Replace", path: 'roles[primary eq "True"].value', value });
    const first = applyPatch({}, [set("25")], UserType);
    expect(first).toEqual({ roles: [{ primary: true, value: "25" }] });
    expect(applyPatch(first, [set("26")], UserType)).toEqual({ roles: [{ primary: true, value: "26" }] });
  });

  it("adds members with $ref null, each once", () => {
    const add = {
      op: "Add",
      path: "members",
      value: [
        { $ref: null, value: "u1" },
        { $ref: null, value: "new" },
      ],
    };
    const after = applyPatch(frozen(group(3)), [add], GroupType);
    expect(after.members).toEqual([...(group(3).members ?? []), { value: "new" }]);
    expect(applyPatch(after, [add], GroupType)).toBe(after);
  });

  it.each([
    ["a list", [{ value: "u1" }]],
    ["a list with $ref null", [{ $ref: null, value: "u1" }]],
    ["an object", { value: "u1" }],
    ["texts", ["u1"]],
  ])("removes only the members in the value, given as %s", (_, value) => {
    const after = applyPatch(frozen(group(3)), [{ op: "Remove", path: "members", value }], GroupType);
    expect(after.members?.map((member) => member.value)).toEqual(["u0", "u2"]);
  });

  it("removes nobody by an empty list, and everybody without a value", () => {
    const before = frozen(group(3));
    expect(applyPatch(before, [{ op: "Remove", path: "members", value: [] }], GroupType)).toBe(before);
    expect(applyPatch(before, [{ op: "Remove", path: "members" }], GroupType)).not.toHaveProperty("members");
  });

  it("removes a member that is gone already without an error", () => {
    const before = frozen(group(3));
    expect(applyPatch(before, [{ op: "remove", path: 'members[value eq "gone"]' }], GroupType)).toBe(before);
    expect(applyPatch(before, [{ op: "Remove", path: "members", value: [{ value: "gone" }] }], GroupType)).toBe(before);
  });

  it("never makes a member of a filter", () => {
    const operation = { op: "Replace", path: 'members[value eq "gone"].display', value: "X" };
    expectRefusal(() => applyPatch(group(1), [operation], GroupType), "noTarget");
  });

  it("sends no operations at all, which change nothing", () => {
    const user = frozen(bjensen());
    expect(applyPatch(user, [], UserType)).toBe(user);
  });
});

describe("each leniency can be switched off", () => {
  const cases: [keyof PatchOptions, PatchOperation[], string][] = [
    ["anyCaseOps", [{ op: "Add", path: "title", value: "x" }], "invalidSyntax"],
    ["stringBooleans", [{ op: "replace", path: "active", value: "False" }], "invalidValue"],
    ["stringBooleans", [{ op: "replace", path: 'emails[primary eq "True"].value', value: "x" }], "invalidFilter"],
    ["createFromFilter", [{ op: "add", path: 'emails[type eq "fax"].value', value: "x" }], "noTarget"],
    ["stringReferences", [{ op: "add", path: `${ENTERPRISE}:manager`, value: "u1" }], "invalidValue"],
    ["stringReferences", [{ op: "add", path: `${ENTERPRISE}:manager`, value: [{ value: "u1" }] }], "invalidValue"],
    ["emptyStrings", [{ op: "replace", path: "active", value: "" }], "invalidValue"],
    ["emptyOperations", [], "invalidSyntax"],
    ["ignoreMissing", [{ op: "remove", path: 'emails[type eq "fax"]' }], "noTarget"],
    ["ignoreUnknown", [{ op: "add", value: { shoeSize: 44 } }], "invalidPath"],
    ["ignoreUnknown", [{ op: "add", path: "name", value: { nick: "B" } }], "invalidValue"],
  ];
  it.each(cases)("%s", (name, operations, scimType) => {
    expect(() => applyPatch(employee(), operations, UserType)).not.toThrow();
    expectRefusal(() => applyPatch(employee(), operations, UserType, { [name]: false }), scimType);
  });

  it("pathKeys: such keys are unknown then", () => {
    const user = frozen(employee());
    const operation = { op: "replace", value: { "name.givenName": "X" } };
    expect(applyPatch(user, [operation], UserType, { pathKeys: false })).toBe(user);
  });

  it("removeByValue: the value of a remove is ignored then", () => {
    const operation = { op: "remove", path: "members", value: [{ value: "u1" }] };
    expect(applyPatch(group(3), [operation], GroupType, { removeByValue: false })).not.toHaveProperty("members");
  });

  it("jsonStrings: it is the value itself then", () => {
    const operation = { op: "add", path: "roles", value: [{ value: '{"value":"25"}' }] };
    expect(applyPatch({}, [operation], UserType, { jsonStrings: false })).toEqual({
      roles: [{ value: '{"value":"25"}' }],
    });
  });
});
