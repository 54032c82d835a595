import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lintMapping, parseSynchronizationSchema } from "../../../src/provisioning/index.ts";
import { defaultMapping, proxyclickProfile } from "../../../src/proxyclick/index.ts";
import { fullProfile } from "../../../src/server/index.ts";
import { ENTERPRISE_USER_SCHEMA } from "../../../src/urns.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";

function lint(attributes: readonly unknown[], attributeNames?: readonly string[]) {
  const parsed = parseSynchronizationSchema(schema({ attributes }));
  const problems = lintMapping(parsed, proxyclickProfile(), attributeNames === undefined ? {} : { attributeNames });
  return problems.map(({ severity, code, target }) => [severity, code, target]);
}

const EMAIL = attribute('emails[type eq "work"].value', "[mail]");
const without = (target: string) =>
  BASIC_ATTRIBUTES.filter((one) => JSON.stringify(one).includes(`"${target}"`) === false);

describe("lintMapping", () => {
  it.each([
    [
      "the sample company's mapping",
      readFileSync(new URL("../../../examples/contoso/mapping.json", import.meta.url), "utf8"),
    ],
    ["the default mapping", defaultMapping()],
  ])("finds no error in %s", (_what, document) => {
    const problems = lintMapping(parseSynchronizationSchema(document), proxyclickProfile());
    expect(problems.filter((problem) => problem.severity === "error")).toEqual([]);
  });

  it("finds a user name and a work e-mail from different sources", () => {
    const problems = lint([...BASIC_ATTRIBUTES, attribute('emails[type eq "work"].value', "[otherMail]")]);
    expect(problems).toContainEqual(["error", "username_email_mismatch", expect.any(String)]);
  });

  it("finds a required attribute without mapping", () => {
    expect(lint([...without("name.familyName"), EMAIL])).toContainEqual(["error", "missing_name", "name.familyName"]);
  });

  it("finds a mapping without matching attribute", () => {
    expect(lint([attribute("userName", "[mail]")])).toEqual([["error", "invalid_mapping", ""]]);
  });

  it.each([["[IsSoftDeleted]"], ['Switch([IsSoftDeleted], , "True", "true", "False", "false")']])(
    "finds a mapping of active that is the wrong way round: %s",
    (expression) => {
      const problems = lint([...without("active").slice(0, -1), EMAIL, attribute("active", expression)]);
      expect(problems).toContainEqual(["error", "never_disabled", "active"]);
    },
  );

  it("reports an attribute that the service does not accept", () => {
    expect(lint([...BASIC_ATTRIBUTES, EMAIL, attribute("nickName", "[nick]")])).toEqual([
      ["information", "unsupported_attribute", "nickName"],
    ]);
  });

  it.each([
    ["no mapping reads IsSoftDeleted", attribute("title", "[jobTitle]")],
    ["active follows accountEnabled only", attribute("active", "[accountEnabled]")],
    [
      "the keys of Switch never match",
      attribute("active", 'Switch([IsSoftDeleted], , "false", "True", "true", "False")'),
    ],
  ])("warns that no account is disabled: %s", (_, active) => {
    const problems = lint([...without("active").filter((one) => one !== BASIC_ATTRIBUTES.at(-1)), EMAIL, active]);
    expect(problems).toContainEqual(["warning", "never_disabled", expect.any(String)]);
  });

  it("warns of expressions and filters that look for the mark of guests in a user principal name", () => {
    const filters = [
      ["NOT REGEX MATCH", "#EXT#"],
      ["ENDS_WITH", "@contoso.com"],
    ] as const;
    const clauses = filters.map(([operatorName, value]) => ({
      operatorName,
      sourceOperandName: "userPrincipalName",
      targetOperand: { values: [value] },
    }));
    const attributes = [
      ...BASIC_ATTRIBUTES,
      EMAIL,
      attribute("locale", 'Replace([userPrincipalName], "#ext#", , , "", , )'),
    ];
    const document = schema({ attributes, scope: { groups: [{ name: "members", clauses }] } });
    const problems = lintMapping(parseSynchronizationSchema(document), fullProfile());
    const guests = problems.filter(({ code }) => code === "guest_name");
    expect(guests.map(({ severity, target }) => [severity, target])).toEqual([
      ["warning", ""],
      ["information", ""],
      ["warning", "locale"],
    ]);
  });

  it("finds problems of single expressions, and names that the source does not have", () => {
    const problems = lint(
      [...BASIC_ATTRIBUTES, EMAIL, attribute("preferredLanguage", "[preferedLanguage]")],
      ["mail", "givenName", "surname", "jobTitle", "officeLocation", "preferredLanguage"],
    );
    expect(problems).toEqual([["error", "unknown_attribute", "preferredLanguage"]]);
  });

  it("reports that the meaning of category filters is an assumption, and finds input filters that cannot be evaluated", () => {
    const clause = (operatorName: string) => ({
      operatorName,
      sourceOperandName: "mail",
      targetOperand: { values: ["x"] },
    });
    const scope = {
      inputFilterGroups: [{ clauses: [clause("LIKE")] }],
      categoryFilterGroups: [{ clauses: [clause("EQUALS")] }],
    };
    const parsed = parseSynchronizationSchema(schema({ attributes: [...BASIC_ATTRIBUTES, EMAIL], scope }));
    const place = "synchronizationRules[0].objectMappings[0].scope";
    expect(lintMapping(parsed, proxyclickProfile())).toMatchObject([
      { severity: "error", code: "invalid_mapping", place: `${place}.inputFilterGroups[0]` },
      { severity: "warning", code: "category_filter", place: `${place}.categoryFilterGroups[0]` },
    ]);
  });

  it.each(["LIKE", "GREATER_THAN"])("finds a scoping filter that cannot be evaluated (%s)", (operatorName) => {
    const clause = { operatorName, sourceOperandName: "department", targetOperand: { values: ["x"] } };
    const fine = { operatorName: "EQUALS", sourceOperandName: "department", targetOperand: { values: ["x"] } };
    const scope = {
      groups: [
        { name: "fine", clauses: [fine] },
        { name: "bad", clauses: [fine, clause] },
      ],
    };
    const parsed = parseSynchronizationSchema(schema({ attributes: [...BASIC_ATTRIBUTES, EMAIL], scope }));
    expect(lintMapping(parsed, proxyclickProfile())).toEqual([
      expect.objectContaining({
        severity: "error",
        code: "invalid_mapping",
        place: expect.stringMatching(/groups\[1\]$/),
      }),
    ]);
  });

  it("finds attributes of filters that the source does not have, and reports those that Entra does not support", () => {
    const clauseOn = (sourceOperandName: string) => ({ operatorName: "IS NOT NULL", sourceOperandName });
    const groups = [{ name: "g", clauses: ["departement", "userType", "mail"].map(clauseOn) }];
    const document = schema({ attributes: [...BASIC_ATTRIBUTES, EMAIL], scope: { groups } });
    const attributeNames = ["mail", "givenName", "surname", "jobTitle", "userType", "department"];
    const problems = lintMapping(parseSynchronizationSchema(document), proxyclickProfile(), { attributeNames });
    const place = "synchronizationRules[0].objectMappings[0].scope.groups[0].clauses";
    expect(problems.map(({ severity, code, place: at }) => [severity, code, at])).toEqual([
      ["error", "unknown_attribute", `${place}[0]`],
      ["information", "filter_attribute", `${place}[1]`],
    ]);
  });

  it.each([
    ["a default", attribute("locale", "[mail]"), attribute("active", "[x]", { defaultValue: "maybe" }), 1],
    ["a constant", attribute("locale", "[mail]"), attribute("active", '"yes"'), 1],
    ["neither, when both fit", attribute("locale", '"en"'), attribute("active", '"1"', { defaultValue: "False" }), 0],
    ["an expression that may fit", attribute("locale", "[mail]"), attribute("active", 'Append("", "yes")'), 0],
  ])("finds values that no account can have: %s", (_what, locale, active, count) => {
    const parsed = parseSynchronizationSchema(schema({ attributes: [...without("active"), EMAIL, locale, active] }));
    const problems = lintMapping(parsed, fullProfile()).filter(({ code }) => code === "value_does_not_fit");
    expect(problems.map(({ severity, target }) => [severity, target])).toEqual(
      Array.from({ length: count }, () => ["error", "active"]),
    );
  });

  it("accepts an object id as the value of a reference", () => {
    const manager = attribute(`${ENTERPRISE_USER_SCHEMA}:manager`, "[manager]");
    const parsed = parseSynchronizationSchema(schema({ attributes: [...BASIC_ATTRIBUTES, manager] }));
    expect(lintMapping(parsed, fullProfile())).toEqual([]);
  });
});
