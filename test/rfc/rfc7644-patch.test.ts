/** RFC 7644 §3.5.2, sentence by sentence. */
import { describe, expect, it } from "vitest";
import { GroupType, UserType } from "../../src/models/index.ts";
import { applyPatch, type PatchOperation, STRICT_PATCH } from "../../src/patch/index.ts";
import { USER_SCHEMA } from "../../src/urns.ts";
import {
  BADGE,
  bjensen,
  DEVICE_SCHEMA,
  DeviceType,
  device,
  ENTERPRISE,
  employee,
  expectRefusal,
  frozen,
  group,
} from "../patch/fixtures.ts";

const patchUser = (...operations: PatchOperation[]) =>
  applyPatch(frozen(employee()), operations, UserType, STRICT_PATCH);
const patchGroup = (size: number, ...operations: PatchOperation[]) =>
  applyPatch(frozen(group(size)), operations, GroupType, STRICT_PATCH);

describe("RFC 7644 §3.5.2, operations in general", () => {
  it("are applied in order, each to the result of the one before", () => {
    const user = patchUser(
      { op: "replace", path: "title", value: "Guide" },
      { op: "replace", path: "title", value: "Lead" },
      { op: "add", path: "emails", value: [{ type: "other", value: "x@example.com" }] },
      { op: "replace", path: 'emails[type eq "other"].value', value: "y@example.com" },
    );
    expect(user.title).toBe("Lead");
    expect(user.emails?.at(-1)).toEqual({ type: "other", value: "y@example.com" });
  });

  it("are atomic: one failure leaves the resource as it was", () => {
    const before = frozen(bjensen());
    const operations = [
      { op: "replace", path: "title", value: "Guide" },
      { op: "replace", path: "noSuchAttribute", value: 1 },
    ];
    expectRefusal(() => applyPatch(before, operations, UserType), "invalidPath");
    expect(before).toEqual(bjensen());
  });

  it("that make a value primary make the others not primary", () => {
    const user = patchUser({ op: "replace", path: 'emails[type eq "home"].primary', value: true });
    expect(user.emails?.map(({ primary }) => primary)).toEqual([false, true]);
    const more = patchUser({ op: "add", path: "emails", value: [{ type: "other", value: "x@y.z", primary: true }] });
    expect(more.emails?.map(({ primary }) => primary)).toEqual([false, undefined, true]);
  });

  it("that make two values primary at once are rejected (RFC 7643 §2.4)", () => {
    const value = [
      { value: "a@example.com", primary: true },
      { value: "b@example.com", primary: true },
    ];
    expectRefusal(() => patchUser({ op: "replace", path: "emails", value }), "invalidValue");
    expectRefusal(() => patchUser({ op: "replace", path: "emails.primary", value: true }), "invalidValue");
  });

  it("that add an attribute of an extension add its URN to schemas", () => {
    const operations = [{ op: "add", path: `${ENTERPRISE}:employeeNumber`, value: "1" }];
    const user = applyPatch(frozen(bjensen()), operations, UserType, STRICT_PATCH);
    expect(user.schemas).toEqual([USER_SCHEMA, ENTERPRISE]);
    expect(user[ENTERPRISE]).toEqual({ employeeNumber: "1" });
  });

  it("that remove the last attribute of an extension remove its URN from schemas", () => {
    const user = patchUser(
      { op: "remove", path: `${ENTERPRISE}:manager` },
      { op: "remove", path: `${ENTERPRISE}:department` },
      { op: "remove", path: `${ENTERPRISE}:employeeNumber` },
    );
    expect(user.schemas).toEqual([USER_SCHEMA]);
    expect(user).not.toHaveProperty([ENTERPRISE]);
    expect(patchUser({ op: "remove", path: ENTERPRISE })).toEqual(user);
  });

  it.each([
    ["readOnly attribute", { op: "replace", path: "id", value: "other" }],
    ["sub-attribute of a readOnly attribute", { op: "add", path: "meta.version", value: "2" }],
    ["readOnly sub-attribute", { op: "replace", path: `${ENTERPRISE}:manager.displayName`, value: "Joe" }],
    ["removal of a readOnly attribute", { op: "remove", path: "groups" }],
    ["readOnly attribute without a path", { op: "replace", value: { id: "other" } }],
    ["removal of a required attribute (§3.5.2.2)", { op: "remove", path: "userName" }],
    ["a required attribute set to null", { op: "replace", path: "userName", value: null }],
    ["removal of schemas", { op: "remove", path: "schemas" }],
  ])("that write a %s are rejected with mutability", (_, operation) => {
    expectRefusal(() => patchUser(operation), "mutability");
  });

  it("may give an immutable attribute its first value, repeat it, but never change or remove it", () => {
    const first = applyPatch(device(), [{ op: "add", path: "serial", value: "S1" }], DeviceType);
    expect(first["serial"]).toBe("S1");
    expect(applyPatch(first, [{ op: "replace", path: "serial", value: "S1" }], DeviceType)).toBe(first);
    expectRefusal(() => applyPatch(first, [{ op: "replace", path: "serial", value: "S2" }], DeviceType), "mutability");
    expectRefusal(() => applyPatch(first, [{ op: "remove", path: "serial" }], DeviceType), "mutability");
    expectRefusal(() => applyPatch(first, [{ op: "replace", value: { serial: null } }], DeviceType), "mutability");
  });

  it("may not change immutable sub-attributes, but may replace the element that has them", () => {
    expectRefusal(
      () => patchGroup(2, { op: "replace", path: 'members[value eq "u1"].value', value: "u9" }),
      "mutability",
    );
    const after = patchGroup(2, { op: "replace", path: 'members[value eq "u1"]', value: { value: "u9" } });
    expect(after.members?.map(({ value }) => value)).toEqual(["u0", "u9"]);
    const placed = { ...device(), place: { room: "A", site: "HQ" } };
    expectRefusal(
      () => applyPatch(placed, [{ op: "replace", path: "place.site", value: "X" }], DeviceType),
      "mutability",
    );
    expectRefusal(() => applyPatch(placed, [{ op: "remove", path: "place.room" }], DeviceType), "mutability");
  });

  it("leave an extension whose attributes are immutable where it is", () => {
    const badge = { ...device(), schemas: [DEVICE_SCHEMA, BADGE], [BADGE]: { serial: "S1" } };
    expectRefusal(() => applyPatch(badge, [{ op: "remove", path: BADGE }], DeviceType), "mutability");
  });

  it.each([
    ["an unknown op", { op: "move", path: "title", value: "x" }, "invalidSyntax"],
    ["an op in another case", { op: "Add", path: "title", value: "x" }, "invalidSyntax"],
    ["an unknown attribute", { op: "add", path: "shoeSize", value: 1 }, "invalidPath"],
    ["an unknown sub-attribute", { op: "add", path: "name.nick", value: "x" }, "invalidPath"],
    ["an unknown schema", { op: "add", path: "urn:example:other:title", value: "x" }, "invalidPath"],
    ["a sub-attribute of a simple attribute", { op: "add", path: "title.value", value: "x" }, "invalidPath"],
    ["a malformed path", { op: "add", path: "emails[type eq", value: "x" }, "invalidPath"],
    ["an empty path", { op: "add", path: "", value: { title: "x" } }, "invalidPath"],
    ["text after the brackets", { op: "add", path: 'emails[type eq "work"]value', value: "x" }, "invalidPath"],
    [
      "a value path on a single value",
      { op: "add", path: 'name[givenName eq "x"].familyName', value: "x" },
      "invalidPath",
    ],
    [
      "a comparison that does not fit",
      { op: "replace", path: "emails[primary gt true].value", value: "x" },
      "invalidFilter",
    ],
    ["an add without a value", { op: "add", path: "title" }, "invalidValue"],
    ["a replace without a value", { op: "replace", path: "title" }, "invalidValue"],
    ["a value of another type", { op: "replace", path: "active", value: "yes" }, "invalidValue"],
    ["a boolean as text", { op: "replace", path: "active", value: "false" }, "invalidValue"],
    ["a text for a complex attribute", { op: "replace", path: "name", value: "Babs" }, "invalidValue"],
    ["a list for a single value", { op: "replace", path: "title", value: ["a"] }, "invalidValue"],
    ["no path and no object", { op: "add", value: "x" }, "invalidValue"],
    ["a remove without a path", { op: "remove" }, "noTarget"],
    ["a remove without a path, but a value", { op: "remove", value: { title: "x" } }, "noTarget"],
    [
      "a replace through a filter without a match",
      { op: "replace", path: 'emails[type eq "fax"].value', value: "x" },
      "noTarget",
    ],
    [
      "an add through a filter without a match",
      { op: "add", path: 'emails[type eq "fax"].value', value: "x" },
      "noTarget",
    ],
    ["a remove through a filter without a match", { op: "remove", path: 'emails[type eq "fax"]' }, "noTarget"],
  ])("with %s are rejected", (_, operation, scimType) => {
    const error = expectRefusal(() => patchUser({ op: "add", path: "title", value: "Guide" }, operation), scimType);
    expect(error.message).toContain("Operations[1]");
  });

  it("without any operation are rejected", () => {
    expectRefusal(() => patchUser(), "invalidSyntax");
  });
});

describe("RFC 7644 §3.5.2.1, add", () => {
  it("without a path adds the attributes of the value to the resource", () => {
    const value = { emails: [{ value: "babs@example.com", type: "other" }], nickName: "Babs", title: "Guide" };
    const user = patchUser({ op: "add", value });
    expect(user).toMatchObject({ nickName: "Babs", title: "Guide" });
    expect(user.emails).toHaveLength(3);
  });

  it("adds sub-attributes to a complex attribute and keeps the others", () => {
    const user = patchUser({ op: "add", path: "name", value: { honorificPrefix: "Ms.", givenName: "Babs" } });
    expect(user.name).toEqual({ ...bjensen().name, honorificPrefix: "Ms.", givenName: "Babs" });
  });

  it("adds values to a multi-valued attribute, one or a list", () => {
    expect(patchGroup(1, { op: "add", path: "members", value: [{ value: "a" }, { value: "b" }] }).members).toHaveLength(
      3,
    );
    expect(patchGroup(0, { op: "add", path: "members", value: { value: "a" } }).members).toEqual([{ value: "a" }]);
  });

  it("replaces the value of a single-valued attribute", () => {
    expect(patchUser({ op: "add", path: "displayName", value: "Barbara" }).displayName).toBe("Barbara");
  });

  it.each([
    ["a single value", { op: "add", path: "displayName", value: "Babs Jensen" }],
    ["a sub-attribute", { op: "add", path: "name.givenName", value: "Barbara" }],
    ["a complex value in part", { op: "add", path: "name", value: { givenName: "Barbara" } }],
    ["an element", { op: "add", path: "emails", value: [{ type: "home", value: "babs@jensen.org" }] }],
    ["an element in other case", { op: "add", path: "emails", value: [{ type: "HOME", value: "Babs@Jensen.org" }] }],
    ["an address", { op: "add", path: "addresses", value: { ...bjensen().addresses?.[1] } }],
    ["an attribute without a path", { op: "add", value: { active: true, [ENTERPRISE]: { employeeNumber: "701984" } } }],
    ["through a value path", { op: "add", path: 'emails[type eq "work"]', value: { primary: true } }],
    ["an empty list", { op: "add", path: "emails", value: [] }],
  ])("of an existing value (%s) returns the same resource", (_, operation) => {
    const user = frozen(employee());
    expect(applyPatch(user, [operation], UserType, STRICT_PATCH)).toBe(user);
  });

  it("compares as caseExact says: another case is another value", () => {
    const before = { ...device(), schemas: [DEVICE_SCHEMA, BADGE], [BADGE]: { codes: ["a"], doors: ["a"] } };
    const operations = [
      { op: "add", path: `${BADGE}:codes`, value: ["A"] },
      { op: "add", path: `${BADGE}:doors`, value: ["A"] },
    ];
    expect(applyPatch(before, operations, DeviceType)[BADGE]).toEqual({ codes: ["a", "A"], doors: ["a"] });
  });
});

describe("RFC 7644 §3.5.2.2, remove", () => {
  it.each([
    ["a single value", { op: "remove", path: "displayName" }, "displayName"],
    ["all values of a list", { op: "remove", path: "emails" }, "emails"],
    ["a complex value", { op: "remove", path: "name" }, "name"],
    ["every element, one after the other", { op: "remove", path: "emails[value pr]" }, "emails"],
  ])("of %s leaves the attribute unassigned", (_, operation, name) => {
    expect(patchUser(operation)).not.toHaveProperty(name);
  });

  it("through a filter removes the elements it matches", () => {
    expect(patchUser({ op: "remove", path: 'emails[type eq "work" and value ew "example.com"]' }).emails).toEqual([
      { value: "babs@jensen.org", type: "home" },
    ]);
    expect(patchGroup(3, { op: "remove", path: 'members[value eq "u1"]' }).members?.map(({ value }) => value)).toEqual([
      "u0",
      "u2",
    ]);
  });

  it("through a filter and a sub-attribute removes only that", () => {
    const user = patchUser({ op: "remove", path: 'addresses[type eq "work"].locality' });
    expect(user.addresses?.[0]).toEqual({ type: "work", streetAddress: "100 Universal City Plaza", primary: true });
  });

  it("of the last sub-attribute leaves the complex attribute unassigned", () => {
    const user = applyPatch({ name: { givenName: "B" } }, [{ op: "remove", path: "name.givenName" }], UserType);
    expect(user).toEqual({});
  });

  it("of a simple value by its value", () => {
    const before = { ...device(), tags: ["a", "b"] };
    expect(applyPatch(before, [{ op: "remove", path: 'tags[value eq "a"]' }], DeviceType)["tags"]).toEqual(["b"]);
  });

  it("of an absent value changes nothing", () => {
    const user = frozen(bjensen());
    const operations = ["title", "name.honorificPrefix", "phoneNumbers", ENTERPRISE, `${ENTERPRISE}:manager`];
    expect(
      applyPatch(
        user,
        operations.map((path) => ({ op: "remove", path })),
        UserType,
        STRICT_PATCH,
      ),
    ).toBe(user);
  });
});

describe("RFC 7644 §3.5.2.3, replace", () => {
  it("without a path replaces the attributes of the value", () => {
    const value = { emails: [{ value: "babs@example.com" }], nickName: "Babs", name: { givenName: "Babs" } };
    const user = patchUser({ op: "replace", value });
    expect(user.emails).toEqual([{ value: "babs@example.com" }]);
    expect(user.name).toEqual({ ...bjensen().name, givenName: "Babs" });
  });

  it("replaces a whole list", () => {
    expect(patchGroup(5, { op: "replace", path: "members", value: [{ value: "x" }] }).members).toEqual([
      { value: "x" },
    ]);
  });

  it("of an attribute that does not exist is an add", () => {
    expect(patchUser({ op: "replace", path: "nickName", value: "Babs" }).nickName).toBe("Babs");
    expect(patchUser({ op: "replace", path: "name.honorificPrefix", value: "Ms." }).name?.honorificPrefix).toBe("Ms.");
  });

  it("of a complex attribute leaves sub-attributes that are not named", () => {
    const user = patchUser({ op: "replace", path: "name", value: { givenName: "Babs", middleName: null } });
    expect(user.name).toEqual({ formatted: "Ms. Barbara J Jensen, III", familyName: "Jensen", givenName: "Babs" });
    expect(patchUser({ op: "replace", path: "name", value: {} }).name).toEqual(bjensen().name);
  });

  it("through a filter replaces each matching value", () => {
    const address = { type: "work", streetAddress: "911 Universal City Plaza", locality: "Hollywood", primary: true };
    const user = patchUser({ op: "replace", path: 'addresses[type eq "work"]', value: address });
    expect(user.addresses).toEqual([address, bjensen().addresses?.[1]]);
    expect(
      patchUser({ op: "replace", path: 'addresses[locality eq "Hollywood"].locality', value: "LA" }).addresses?.map(
        ({ locality }) => locality,
      ),
    ).toEqual(["LA", "LA"]);
  });

  it("through a filter leaves the other values alone", () => {
    const user = patchUser({ op: "replace", path: 'emails[type eq "work"].value', value: "new@example.com" });
    expect(user.emails).toEqual([
      { value: "new@example.com", type: "work", primary: true },
      { value: "babs@jensen.org", type: "home" },
    ]);
  });

  it("treats falsy values as values", () => {
    const before = { ...device(), retired: true, floor: 3, tags: ["x"] };
    const operations = [
      { op: "replace", path: "retired", value: false },
      { op: "replace", path: "floor", value: 0 },
      { op: "replace", path: "label", value: "" },
      { op: "add", path: "tags", value: "" },
    ];
    expect(applyPatch(before, operations, DeviceType)).toMatchObject({
      retired: false,
      floor: 0,
      label: "",
      tags: ["x", ""],
    });
  });

  it.each([null, []])("by %j removes (RFC 7643 §2.5)", (value) => {
    expect(patchUser({ op: "replace", path: "emails", value })).not.toHaveProperty("emails");
    expect(patchUser({ op: "replace", value: { emails: value } })).not.toHaveProperty("emails");
  });

  it("of equal values returns the same resource", () => {
    const user = frozen(employee());
    const { id: _, meta: __, ...value } = employee();
    expect(applyPatch(user, [{ op: "replace", value }], UserType, STRICT_PATCH)).toBe(user);
    expect(applyPatch(user, [{ op: "replace", path: "emails", value: employee().emails }], UserType)).toBe(user);
  });
});

describe("RFC 7643 §2.1, names", () => {
  it.each(["DISPLAYNAME", `${USER_SCHEMA}:displayName`, `${USER_SCHEMA.toUpperCase()}:displayname`])(
    "are case-insensitive, also after the URN of their schema: %s",
    (path) => {
      expect(patchUser({ op: "replace", path, value: "B" })).toEqual({ ...employee(), displayName: "B" });
    },
  );

  it.each([
    "__proto__.x",
    "constructor.prototype.x",
    "toString",
    "__proto__",
    "name.__proto__",
    "name.constructor",
    'emails[__proto__ eq "x"]',
  ])("that objects inherit are unknown: %s", (path) => {
    expect(() => patchUser({ op: "replace", path, value: "polluted" })).toThrow(
      expect.objectContaining({ status: 400 }),
    );
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });
});
