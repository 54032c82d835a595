/** RFC 7644 §3.4.2.2: filters. */
import { describe, expect, it } from "vitest";
import { compileFilter, parseFilter, printFilter } from "../../src/filter/index.ts";
import { GroupType, UserType } from "../../src/models/index.ts";
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";

/** Users after RFC 7643 §8.2 and §8.3. */
const users = [
  {
    schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
    id: "2819c223-7f76-453a-919d-413861904646",
    externalId: "701984",
    userName: "bjensen@example.com",
    name: { formatted: "Ms. Barbara J Jensen, III", familyName: "Jensen", givenName: "Barbara" },
    title: "Tour Guide",
    userType: "Employee",
    active: true,
    emails: [
      { value: "bjensen@example.com", type: "work", primary: true },
      { value: "babs@jensen.org", type: "home" },
    ],
    ims: [{ value: "someaimhandle", type: "aim" }],
    [ENTERPRISE_USER_SCHEMA]: {
      employeeNumber: "701984",
      manager: { value: "26118915-6090-4610-87e4-49d8ca9f808d", displayName: "John Smith" },
    },
    meta: { resourceType: "User", created: "2010-01-23T04:56:22Z", lastModified: "2011-05-13T04:42:34Z" },
  },
  {
    schemas: [USER_SCHEMA],
    id: "jomalley",
    userName: "Jomalley",
    name: { familyName: "O'Malley" },
    userType: "Intern",
    active: false,
    emails: [
      { value: "j@example.org", type: "work" },
      { value: "jo@example.com", type: "home" },
    ],
    ims: [{ value: "jo@foo.com", type: "XMPP" }],
    meta: { resourceType: "User", created: "2012-01-01T00:00:00Z", lastModified: "2012-01-01T00:00:00Z" },
  },
  {
    schemas: [USER_SCHEMA],
    id: "bjensen",
    userName: "bjensen",
    meta: { resourceType: "User", created: "2011-05-13T06:42:33+02:00", lastModified: "2011-05-13T06:42:33.5+02:00" },
  },
];

const [barbara, jo, bare] = ["2819c223-7f76-453a-919d-413861904646", "jomalley", "bjensen"];

function found(text: string): (string | undefined)[] {
  return users.filter(compileFilter(parseFilter(text), UserType)).map(({ id }) => id);
}

describe("RFC 7644 §3.4.2.2: the examples", () => {
  it.each([
    ['userName eq "bjensen"', [bare]],
    [`name.familyName co "O'Malley"`, [jo]],
    ['userName sw "J"', [jo]],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"', [jo]],
    ["title pr", [barbara]],
    ['meta.lastModified gt "2011-05-13T04:42:34Z"', [jo]],
    ['meta.lastModified ge "2011-05-13T04:42:34Z"', [barbara, jo]],
    ['meta.lastModified lt "2011-05-13T04:42:34Z"', [bare]],
    ['meta.lastModified le "2011-05-13T04:42:34Z"', [barbara, bare]],
    ['title pr and userType eq "Employee"', [barbara]],
    ['title pr or userType eq "Intern"', [barbara, jo]],
    ['schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"', [barbara]],
    ['userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")', [barbara]],
    ['userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")', [bare]],
    ['userType eq "Employee" and (emails.type eq "work")', [barbara]],
    ['userType eq "Employee" and emails[type eq "work" and value co "@example.com"]', [barbara]],
    [
      'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
      [barbara, jo],
    ],
  ])("%s", (text, ids) => {
    expect(found(text)).toEqual(ids);
    expect(found(printFilter(parseFilter(text)))).toEqual(ids);
  });
});

describe("RFC 7644 §3.4.2.2: the rules", () => {
  it.each([
    ["names and operators in any case", 'USERNAME Eq "bjensen"', [bare]],
    ["userName without regard to case", 'userName eq "BJENSEN"', [bare]],
    ["externalId with regard to case", 'externalId eq "701984"', [barbara]],
    ["and before or", 'userName eq "bjensen" or title pr and active eq false', [bare]],
    ["grouping", '(userName eq "bjensen" or title pr) and active eq false', []],
    ["not before and", "not (title pr) and active eq false", [jo]],
    ["one element satisfies a whole value path", 'emails[type eq "work" and value ew "example.com"]', [barbara]],
    ["attributes of an extension", `${ENTERPRISE_USER_SCHEMA}:employeeNumber eq "701984"`, [barbara]],
    ["sub-attributes in an extension", `${ENTERPRISE_USER_SCHEMA}:manager.displayName sw "john"`, [barbara]],
    ["a whole extension", `${ENTERPRISE_USER_SCHEMA} pr`, [barbara]],
    ["emails pr", "emails pr", [barbara, jo]],
    ["an absent attribute is not equal", 'userType ne "Employee"', [jo, bare]],
    ["null is no value (RFC 7643 §2.5)", "title eq null", [jo, bare]],
    ["an offset in created", 'meta.created eq "2011-05-13T04:42:33Z"', [bare]],
  ])("%s", (_, text, ids) => {
    expect(found(text)).toEqual(ids);
  });

  it.each([
    "active gt true",
    "emails.primary lt false",
    'x509Certificates gt "QUJD"',
    "",
    " ",
    "userName eq",
    "title pr and",
    'password sw "a"',
  ])("400 invalidFilter: %j", (text) => {
    expect(() => found(text)).toThrow(expect.objectContaining({ status: 400, scimType: "invalidFilter" }));
  });
});

describe("the filters that Entra sends", () => {
  it.each([
    ['emails[type eq "work"].value eq "bjensen@example.com"', [barbara]],
    ['emails[type eq "work"].value eq "jo@example.com"', []],
    [`id eq "${barbara}" and manager eq "26118915-6090-4610-87e4-49d8ca9f808d"`, [barbara]],
    [`manager eq "26118915-6090-4610-87e4-49d8ca9f808d" and id eq "other"`, []],
  ])("%s", (text, ids) => {
    expect(found(text)).toEqual(ids);
  });

  it("a member of a group", () => {
    const isMember = compileFilter(parseFilter('id eq "g1" and members eq "u2"'), GroupType);
    expect(isMember({ id: "g1", members: [{ value: "u1" }, { value: "u2" }] })).toBe(true);
    expect(isMember({ id: "g1", members: [{ value: "u1" }] })).toBe(false);
  });
});
