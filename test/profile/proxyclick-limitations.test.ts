/** The limitations of Proxyclick's users: what they find and what they repair. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/models/attribute-tree.ts";
import { UserType } from "../../src/models/index.ts";
import { enforceLimitations, proxyclickProfile } from "../../src/profile/index.ts";
import { isE164, isEmail, workEmail } from "../../src/profile/proxyclick-limitations.ts";
import { ENTERPRISE_USER_SCHEMA, SCIM1_CORE_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";

const { limitations } = proxyclickProfile();
const ADA: JsonObject = {
  schemas: [USER_SCHEMA],
  userName: "ada@example.com",
  name: { givenName: "Ada", familyName: "Lovelace" },
  emails: [{ value: "ada@example.com", type: "work", primary: true }],
};

function codesOf(resource: JsonObject): readonly string[] {
  return enforceLimitations(limitations, resource, {}, "reject").violations.map(({ code }) => code);
}

function repaired(resource: JsonObject, context = {}): JsonObject {
  const result = enforceLimitations(limitations, resource, context);
  expect(result.violations).toEqual([]);
  return result.resource;
}

describe("every limitation", () => {
  it("has an explanation, and says whether it is a fact or an assumption", () => {
    for (const { explanation, basis } of limitations) {
      expect(explanation).toMatch(/\.$/);
      expect(["fact", "assumption"]).toContain(basis);
    }
    expect(new Set(limitations.map(({ code }) => code)).size).toBe(limitations.length);
  });

  it("leaves a valid user unchanged", () => {
    expect(codesOf(ADA)).toEqual([]);
    expect(repaired(ADA)).toBe(ADA);
  });

  it.each<readonly [string, JsonObject, readonly string[]]>([
    ["another work email", { ...ADA, emails: [{ value: "b@example.com", type: "work" }] }, ["username_email_mismatch"]],
    ["the same in another case", { ...ADA, userName: "ADA@example.com" }, []],
    ["no emails", { ...ADA, emails: [] }, ["missing_work_email"]],
    ["only a home email", { ...ADA, emails: [{ value: "ada@example.com", type: "home" }] }, ["missing_work_email"]],
    [
      "a userName that is not an email address",
      { ...ADA, userName: "ada", emails: [{ value: "ada", type: "work" }] },
      ["username_not_email"],
    ],
    ["no givenName", { ...ADA, name: { familyName: "Lovelace" } }, ["missing_name"]],
    ["a blank familyName", { ...ADA, name: { givenName: "Ada", familyName: " " } }, ["missing_name"]],
    ["a national number", { ...ADA, phoneNumbers: [{ value: "02 555 12 34", type: "work" }] }, ["phone_not_e164"]],
    ["an international number", { ...ADA, phoneNumbers: [{ value: "+3225551234", type: "work" }] }, []],
    ["an undocumented attribute", { ...ADA, nickName: "A" }, ["unsupported_attribute"]],
    [
      "an undocumented sub-attribute",
      { ...ADA, addresses: [{ country: "BE", locality: "Brussels" }] },
      ["unsupported_attribute"],
    ],
    ["an extension", { ...ADA, [ENTERPRISE_USER_SCHEMA]: { department: "R&D" } }, ["unsupported_attribute"]],
    [
      "two work emails",
      {
        ...ADA,
        emails: [
          { value: "ada@example.com", type: "work" },
          { value: "b@example.com", type: "Work" },
        ],
      },
      ["multiple_work_emails"],
    ],
    ["a title of 1,001 characters", { ...ADA, title: "x".repeat(1_001) }, ["too_long"]],
  ])("finds %s", (_name, user, codes) => {
    expect(codesOf(user)).toEqual(codes);
  });

  it("reports personal data as the value only, which no message and no client's log contains", () => {
    const user = {
      ...ADA,
      emails: [{ value: "secret@example.com", type: "work" }],
      phoneNumbers: [{ value: "0470", type: "mobile" }],
    };
    const { violations } = enforceLimitations(limitations, user, {}, "reject");
    const texts = violations.map(({ value: _value, ...rest }) => rest);
    expect(JSON.stringify(texts)).not.toMatch(/secret|0470|ada/i);
    expect(violations.map(({ value }) => value)).toContain("0470");
  });
});

describe("userName and work email are one value", () => {
  it("on create, the work email is taken from userName", () => {
    const { emails: _none, ...user } = ADA;
    expect(repaired(user)["emails"]).toEqual([{ value: "ada@example.com", type: "work", primary: true }]);
  });

  it("on create, userName is taken from the work email", () => {
    const { userName: _none, ...user } = ADA;
    expect(repaired(user)["userName"]).toBe("ada@example.com");
  });

  it("an email without a type that equals userName becomes the work email", () => {
    expect(repaired({ ...ADA, emails: [{ value: "ada@example.com" }] })["emails"]).toEqual([
      { value: "ada@example.com", type: "work" },
    ]);
  });

  it("another primary email stays the only primary one", () => {
    const home = { value: "ada@home.example", type: "home", primary: true };
    expect(repaired({ ...ADA, emails: [home] })["emails"]).toEqual([home, { value: "ada@example.com", type: "work" }]);
  });

  const NEW = "lovelace@example.com";
  const NEW_EMAILS = [{ value: NEW, type: "work", primary: true }];

  it("on change, the side that did not change follows", () => {
    const context = { before: ADA };
    expect(repaired({ ...ADA, userName: NEW }, context)["emails"]).toEqual(NEW_EMAILS);
    expect(repaired({ ...ADA, emails: NEW_EMAILS }, context)["userName"]).toBe(NEW);
  });

  it("two different new values contradict each other", () => {
    const user = { ...ADA, userName: "x@example.com", emails: NEW_EMAILS };
    for (const before of [undefined, ADA]) {
      const { violations } = enforceLimitations(limitations, user, { before });
      expect(violations.map(({ code }) => code)).toEqual(["username_email_mismatch"]);
    }
  });

  it("after any accepted change they are the same", () => {
    const value = fc.constantFrom("a@example.com", "b@example.com", "A@example.com", undefined);
    fc.assert(
      fc.property(value, value, fc.boolean(), (userName, email, onChange) => {
        const user: JsonObject = {
          name: { givenName: "A", familyName: "B" },
          ...(userName === undefined ? {} : { userName }),
          ...(email === undefined ? {} : { emails: [{ type: "work", value: email }] }),
        };
        const { resource, violations } = enforceLimitations(limitations, user, onChange ? { before: ADA } : {});
        if (violations.length === 0) {
          expect(String(resource["userName"]).toLowerCase()).toBe(workEmail(resource)?.toLowerCase());
        }
      }),
    );
  });
});

describe("phone numbers", () => {
  const phoneNumbers = [
    { value: "0470 12 34 56", type: "mobile" },
    { value: "+3225551234", type: "work" },
  ];

  it("are left out when they are not E.164 and cannot be converted", () => {
    expect(repaired({ ...ADA, phoneNumbers })["phoneNumbers"]).toEqual([phoneNumbers[1]]);
    expect(repaired({ ...ADA, phoneNumbers: phoneNumbers.slice(0, 1) })).not.toHaveProperty("phoneNumbers");
  });

  it("are converted to E.164 by normalizePhone", () => {
    const normalizePhone = (phone: string) => (phone.startsWith("04") ? "+32470123456" : undefined);
    const user = { ...ADA, phoneNumbers: [...phoneNumbers, { value: "extension 7", type: "other" }] };
    expect(repaired(user, { normalizePhone })["phoneNumbers"]).toEqual([
      { value: "+32470123456", type: "mobile" },
      phoneNumbers[1],
    ]);
  });

  it("from normalizePhone are checked too", () => {
    expect(repaired({ ...ADA, phoneNumbers }, { normalizePhone: () => "nonsense" })["phoneNumbers"]).toEqual([
      phoneNumbers[1],
    ]);
  });

  it.each([
    ["+3225551234", true],
    ["+123456789012345", true],
    ["+1234567890123456", false],
    ["+0225551234", false],
    ["003225551234", false],
    ["+32 2 555", false],
    ["", false],
    ["+32255512\n", false],
  ])("%j is E.164: %s", (text, expected) => {
    expect(isE164(text)).toBe(expected);
  });
});

describe("attributes that the service does not document", () => {
  it("are left out, together with what only described them", () => {
    const user: JsonObject = {
      ...ADA,
      schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
      id: "1",
      externalId: "x",
      displayName: "Ada",
      name: { givenName: "Ada", familyName: "Lovelace", middleName: "K" },
      addresses: [
        { type: "work", country: "BE" },
        { type: "work", locality: "Brussels", country: "BE" },
      ],
      [ENTERPRISE_USER_SCHEMA]: { department: "R&D" },
    };
    expect(repaired(user)).toEqual({
      ...ADA,
      id: "1",
      externalId: "x",
      addresses: [{ type: "work", locality: "Brussels" }],
    });
  });

  it("can be allowed by an option", () => {
    const profile = proxyclickProfile({ moreAttributes: ["displayName"] });
    const user = { ...ADA, displayName: "Ada" };
    expect(enforceLimitations(profile.limitations, user).resource).toBe(user);
  });

  it("with names of Object.prototype are unsupported like any other", () => {
    const user = { ...ADA, constructor: "x", ...JSON.parse('{"__proto__": {"a": 1}}') };
    expect(codesOf(user)).toContain("unsupported_attribute");
  });
});

describe("of several work emails", () => {
  const [first, second] = [
    { value: "x@example.com", type: "work" },
    { value: "ada@example.com", type: "work" },
  ] as const;
  it.each([
    ["the primary one", [first, { ...second, primary: true }], second.value],
    ["the one that equals userName", [first, second], second.value],
  ])("%s is kept", (_name, emails, kept) => {
    expect(workEmail(repaired({ ...ADA, emails }))).toBe(kept);
  });
});

describe("the decision about violations", () => {
  const user = { ...ADA, nickName: "A", phoneNumbers: [{ value: "0470", type: "mobile" }] };

  it("reject repairs nothing", () => {
    const { resource, violations } = enforceLimitations(limitations, user, {}, "reject");
    expect(resource).toBe(user);
    expect(violations).toHaveLength(2);
  });

  it("a function decides for each violation", () => {
    const decide = ({ code }: { readonly code: string }) => (code === "phone_not_e164" ? "ignore" : "repair");
    const { resource, repaired: mended, violations } = enforceLimitations(limitations, user, {}, decide);
    expect(resource["phoneNumbers"]).toEqual(user.phoneNumbers);
    expect(resource).not.toHaveProperty("nickName");
    expect(mended.map(({ code }) => code)).toEqual(["unsupported_attribute"]);
    expect(violations).toEqual([]);
  });
});

describe("the form of an email address", () => {
  it.each([
    ["ada@example.com", true],
    ["o'brien+x@sub.example.com", true],
    ["ada", false],
    ["ada@", false],
    ["@example.com", false],
    ["ada@example", false],
    ["ada@.com", false],
    ["ada@example.", false],
    ["a b@example.com", false],
    ["a@b@example.com", false],
  ])("%j: %s", (text, expected) => {
    expect(isEmail(text)).toBe(expected);
  });

  it("is checked in linear time", () => {
    // Squared, either would take minutes, and the runner would tell.
    expect(isEmail(`a@${".".repeat(1_000_000)}@`)).toBe(false);
    expect(isEmail(`a@${"a.".repeat(1_000_000)}`)).toBe(false);
  });
});

describe("the profile of Proxyclick", () => {
  it("has users only, in both dialects, and rejects groups", () => {
    const profile = proxyclickProfile({ groupsStatus: 404 });
    expect(profile.resourceTypes).toEqual([UserType]);
    expect(profile.schemaAliases).toEqual({ User: [SCIM1_CORE_SCHEMA] });
    expect(profile.refusedEndpoints).toMatchObject([{ endpoint: "/Groups", code: "groups_unsupported", status: 404 }]);
  });
});
