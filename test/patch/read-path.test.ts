import { describe, expect, it } from "vitest";
import { parsePath } from "../../src/filter/patch-path.ts";
import { UserType } from "../../src/models/index.ts";
import { compilePath, readPath } from "../../src/patch/index.ts";
import { BADGE, bjensen, DeviceType, device, ENTERPRISE, employee, expectRefusal } from "./fixtures.ts";

const paths: [string, unknown][] = [
  ["userName", "bjensen@example.com"],
  ["USERNAME", "bjensen@example.com"],
  ["urn:ietf:params:scim:schemas:core:2.0:User:userName", "bjensen@example.com"],
  ["name.givenName", "Barbara"],
  ["name.honorificPrefix", undefined],
  ["title", undefined],
  ["active", true],
  ["emails", bjensen().emails],
  ["emails.value", ["bjensen@example.com", "babs@jensen.org"]],
  ["emails.display", undefined],
  ['emails[type eq "home"].value', "babs@jensen.org"],
  ['emails[type eq "home"]', { value: "babs@jensen.org", type: "home" }],
  ['emails[type eq "fax"].value', undefined],
  ['addresses[locality eq "Hollywood"].type', "work"],
  ['phoneNumbers[type eq "work"].value', undefined],
  [`${ENTERPRISE}:department`, "Tour Operations"],
  [`${ENTERPRISE}:manager.value`, "26118915"],
  [ENTERPRISE, employee()[ENTERPRISE]],
];

describe("readPath", () => {
  it.each(paths)("%s", (path, expected) => {
    expect(readPath(employee(), path, UserType)).toEqual(expected);
    expect(readPath(employee(), compilePath(path, UserType), UserType)).toEqual(expected);
    expect(readPath(employee(), parsePath(path), UserType)).toEqual(expected);
  });

  it("gives falsy values as they are, and undefined for what is unassigned", () => {
    const resource = { ...device(), retired: false, floor: 0, label: "", tags: [], place: {} };
    const read = ["retired", "floor", "label", "tags", "place", "place.room", "owner.value", BADGE].map((path) =>
      readPath(resource, path, DeviceType),
    );
    expect(read).toEqual([false, 0, "", undefined, undefined, undefined, undefined, undefined]);
  });

  it("reads own members only", () => {
    expect(readPath({}, "toString", DeviceType)).toBeUndefined();
    for (const path of ["__proto__", "constructor", "hasOwnProperty", "name.constructor", "__proto__.x"]) {
      expectRefusal(() => readPath({}, path, UserType), "invalidPath");
    }
  });

  it.each([
    "",
    ".",
    "name.",
    ".givenName",
    "name.givenName.x",
    "name..x",
    ":",
    "urn:",
    "emails[",
    "emails[]",
    "emails]",
    " ",
  ])("refuses the path %j", (path) => {
    expectRefusal(() => compilePath(path, UserType), "invalidPath");
  });

  it("refuses to select by what is never returned", () => {
    expect(() => compilePath('password[value eq "x"]', UserType)).toThrow(expect.objectContaining({ status: 400 }));
  });
});
