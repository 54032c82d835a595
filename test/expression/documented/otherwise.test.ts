/**
 * Examples whose printed result is not that of their expression: what the expression gives stands first, what is
 * printed second.
 */
import { describe, expect, it } from "vitest";
import { evaluate } from "../evaluate.ts";
import { cleaned, group, mailOf, type Printed, taken } from "./cases.ts";

const first = "[PreferredFirstName]";
const last = "[PreferredLastName]";
const initialAnd = (count: number) =>
  `NormalizeDiacritics(StripSpaces(Join("", Mid([FirstName],1,${count}), [LastName])))`;
const suffixed = (suffix: string) => `Join("",${cleaned(initialAnd(1), 19)},"${suffix}")`;
const uniqueAccount = `SelectUniqueValue(${cleaned(initialAnd(1), 20)}, ${suffixed("1")}, ${suffixed("2")})`;
const longerAccount = `SelectUniqueValue(${[1, 2, 3].map((count) => cleaned(initialAnd(count), 20)).join(", ")})`;

const expiry = (attribute: string, zone: string) =>
  `NumFromDate(Join("",FormatDateTime([${attribute}], ,"M/d/yyyy hh:mm:ss tt","yyyy-MM-dd")," 23:59:59${zone}"))`;
const severance = `Switch([event], IIF(IsPresent([latestTerminationDate]), ${expiry("latestTerminationDate", "-08:00")}, "9223372036854775807"), "SEVUNSATP", ${expiry("severanceStartDate", "-08:00")})`;
const farDate =
  'Switch([endDate], NumFromDate(Join("", FormatDateTime([endDate], "M/d/yyyy hh:mm:ss tt", "yyyy-MM-dd"), "T23:59:59-04:00")), "12/31/9999 12:00:00 AM", NumFromDate("2099-12-31T23:59:59-04:00"))';

const person = { PreferredFirstName: "María", PreferredLastName: "José González" };
const anna = { firstName: "Anna", lastName: "Johnson" };

/** The guides print these in lower case, although nothing in the expression changes case; it is kept. */
const lowerCased: Printed[] = [
  [mailOf(first, last, "contoso.com"), person, "Maria.JoseGonzalez@contoso.com", "maria.josegonzalez@contoso.com"],
  [
    `Switch([Company], ${mailOf("[FirstName]", "[LastName]", "contoso.com")}, "Woodgrove", ${mailOf("Mid([FirstName],1,1)", "[LastName]", "woodgrove.com")})`,
    { Company: "Woodgrove", FirstName: "Sarah", LastName: "Johnson" },
    "S.Johnson@woodgrove.com",
    "s.johnson@woodgrove.com",
  ],
  [
    `SelectUniqueValue(Switch([e], ${mailOf("[firstName]", "[lastName]", "contoso.com")}, "1915", ${mailOf("[firstName]", "[lastName]", "fabrikam.com")}), "x")`,
    { e: "1915", ...anna },
    "Anna.Johnson@fabrikam.com",
    "anna.johnson@fabrikam.com",
  ],
  [
    'StripSpaces(NormalizeDiacritics(Switch([custom06], "x", "Temporary", Join("", [firstName], ".", [lastName], "_ext@ltts.com"))))',
    { custom06: "Temporary", firstName: "Sarah", lastName: "Wilson" },
    "Sarah.Wilson_ext@ltts.com",
    "sarah.wilson_ext@ltts.com",
  ],
  [
    `SelectUniqueValue(Append("sip:", ${mailOf("[firstName]", "[lastName]", "contoso.com")}), "x")`,
    { firstName: "David", lastName: "Wilson" },
    "sip:David.Wilson@contoso.com",
    "sip:david.wilson@contoso.com",
  ],
  [longerAccount, { FirstName: "Christopher", LastName: "Anderson" }, "ChAnderson", "chanderson", taken("CAnderson")],
  [
    `SelectUniqueValue (Append ("SMTP:", ${mailOf("[firstName]", "[lastName]", "contoso.com")}), "x")`,
    { firstName: "Trinidad", lastName: "Williams" },
    "SMTP:Trinidad.Williams@contoso.com",
    "SMTP:trinidad.williams@contoso.com",
  ],
];

/**
 * The guides print these without hyphens or dots that their patterns do not remove; and some put the suffix in another
 * place.
 */
const otherwise: Printed[] = [
  [uniqueAccount, { FirstName: "María José", LastName: "González-López" }, "MGonzalez-Lopez", "mgonzalezlopez"],
  [
    uniqueAccount,
    { FirstName: "María José", LastName: "González-López" },
    "MGonzalez-Lopez1",
    "mgonzalezlopez1",
    taken("MGonzalez-Lopez"),
  ],
  [
    cleaned(`Replace([username],,"(?<id>.*)@(?<domain>.*)",,"${group("id")}",,)`, 20),
    { username: "john.smith@external.com" },
    "john.smith",
    "johnsmith",
  ],
  [
    `Replace(${mailOf("Coalesce([preferredName], [firstName])", "[lastName]", "contoso.com")}, , "['-]+", , "", , )`,
    { preferredName: "Mary-Ann", firstName: "Mary", lastName: "O'Connor" },
    "MaryAnn.OConnor@contoso.com",
    "maryann.oconnor@contoso.com",
  ],
  [
    mailOf("[firstName]", "[lastName]", "contoso.com", "1@", ""),
    { firstName: "Jan", lastName: "van der Berg" },
    "JanvanderBerg1@contoso.com",
    "1jan.vanderberg@contoso.com",
  ],
  [expiry("endDate", "-05:00"), { endDate: "12/31/2025 12:00:00 AM" }, "134117171990000000", "133835135990000000"],
  [
    severance,
    { event: "SEVUNSATP", severanceStartDate: "8/15/2025 12:00:00 AM" },
    "133998047990000000",
    "133877247990000000",
  ],
  [
    severance,
    { event: "REGULAR", latestTerminationDate: "9/30/2025 12:00:00 AM" },
    "134037791990000000",
    "133886207990000000",
  ],
  [farDate, { endDate: "12/31/9999 12:00:00 AM" }, "157469327990000000", "441481535990000000"],
  [farDate, { endDate: "8/15/2025 12:00:00 AM" }, "133997903990000000", "133877283990000000"],
];

describe("examples whose printed result differs from their expression", () => {
  it.each(lowerCased)("case is kept: %s with %j", (expression, attributes, result, printed, context = {}) => {
    expect(evaluate(expression, attributes, context)).toBe(result);
    expect(result.toLowerCase()).toBe(printed.toLowerCase());
  });

  it.each(otherwise)("the expression decides: %s with %j", (expression, attributes, result, printed, context = {}) => {
    expect(evaluate(expression, attributes, context)).toBe(result);
    expect(result).not.toBe(printed);
  });
});
