/** What the guide says of the remaining functions. */
import type { directoryFunctions } from "../functions/directory.ts";
import type { encodingFunctions } from "../functions/encoding.ts";
import type { multiValueFunctions } from "../functions/multi-value.ts";
import type { replaceFunctions } from "../functions/replace.ts";
import type { roleFunctions } from "../functions/roles.ts";
import type { uniqueFunctions } from "../functions/unique.ts";
import { type FunctionGuide, optional, repeating, required } from "./entry.ts";

export const replaceGuide = () =>
  ({
    Replace: {
      summary:
        "Replaces in a text, in the same case. The given arguments decide how: oldValue with replacementValue replaces it everywhere; oldValue " +
        "with template puts the source into the template; regexPattern with replacementValue replaces every match, and with regexGroupName only " +
        "what the group matched; regexPattern with regexGroupName and replacementAttributeName takes the group out of the other attribute when " +
        "the source has no value.",
      parameters: [
        required("source", "The text."),
        optional("oldValue", "What to replace."),
        optional("regexPattern", "A regular expression of .NET."),
        optional("regexGroupName", "A group of the pattern."),
        optional(
          "replacementValue",
          "What to put there; with a pattern, `$1`, or `$` with a name in braces, stands for a group.",
        ),
        optional("replacementAttributeName", "Another attribute to take the value from."),
        optional("template", "The text to put the source into."),
      ],
      example: {
        expression: 'Replace([mobile], , "[^0-9+]", , "", , )',
        attributes: { mobile: "+32 (2) 555-12" },
        result: "+32255512",
      },
    },
  }) satisfies Record<keyof typeof replaceFunctions, FunctionGuide>;

export const multiValueGuide = () =>
  ({
    Split: {
      summary: "A list out of a text. White space around the pieces is dropped.",
      parameters: [
        required("source", "The text."),
        optional("delimiter", "What separates the pieces; a comma without it."),
      ],
      example: { expression: 'Split([sets], ",")', attributes: { sets: "One, Two" }, result: ["One", "Two"] },
    },
    Item: {
      summary: "One value of a list; an error outside of it.",
      parameters: [required("attribute", "The list."), required("index", "Which value, counted from 1.")],
      example: {
        expression: "Item([proxyAddresses], 1)",
        attributes: { proxyAddresses: ["SMTP:a@b.c", "smtp:d@b.c"] },
        result: "SMTP:a@b.c",
      },
    },
    Count: {
      summary: "Number of values.",
      parameters: [required("attribute", "The list.")],
      example: { expression: "Count([proxyAddresses])", attributes: { proxyAddresses: ["a", "b"] }, result: 2 },
    },
    RemoveDuplicates: {
      summary: "A list with every value once, in the order of their first occurrence.",
      parameters: [required("attribute", "The list.")],
      example: { expression: "RemoveDuplicates([sets])", attributes: { sets: ["a", "b", "a"] }, result: ["a", "b"] },
    },
    Contains: {
      summary: "Position of the first value that contains a text, counted from 1; 0 when none does.",
      parameters: [
        required("attribute", "The list."),
        required("search", "The text."),
        optional("compareType", "As for `InStr`."),
      ],
      example: {
        expression: 'Contains([proxyAddresses], "SMTP:")',
        attributes: { proxyAddresses: ["smtp:a", "SMTP:b"] },
        result: 2,
      },
      origin: "cloud sync",
    },
  }) satisfies Record<keyof typeof multiValueFunctions, FunctionGuide>;

const ROLE = { primary: false, type: "WindowsAzureActiveDirectoryRole", value: "Admin" };
const assignments = { appRoleAssignments: ["Admin"] };
const assigned = () => [required("appRoleAssignments", "The attribute `[appRoleAssignments]`.")];

export const roleGuide = () =>
  ({
    SingleAppRoleAssignment: {
      summary: "The role of a user as text. For users with one assignment.",
      parameters: assigned(),
      example: {
        expression: "SingleAppRoleAssignment([appRoleAssignments])",
        attributes: assignments,
        result: "Admin",
      },
    },
    AppRoleAssignments: {
      summary: "The roles of a user as a list of texts.",
      parameters: assigned(),
      example: { expression: "AppRoleAssignments([appRoleAssignments])", attributes: assignments, result: ["Admin"] },
      origin: "older schemas",
    },
    AppRoleAssignmentsComplex: {
      summary: "The roles of a user as entries of `roles`; roles are added, never removed.",
      parameters: assigned(),
      example: {
        expression: "AppRoleAssignmentsComplex([appRoleAssignments])",
        attributes: assignments,
        result: [ROLE],
      },
    },
    AssertiveAppRoleAssignmentsComplex: {
      summary: "The roles of a user as entries of `roles`, which replace those that are there.",
      parameters: assigned(),
      example: {
        expression: "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
        attributes: assignments,
        result: [ROLE],
      },
    },
  }) satisfies Record<keyof typeof roleFunctions, FunctionGuide>;

export const encodingGuide = () =>
  ({
    ConvertToBase64: {
      summary: "A text as base64 of its UTF-16 bytes.",
      parameters: [required("source", "The text.")],
      example: { expression: 'ConvertToBase64("Hello world!")', result: "SABlAGwAbABvACAAdwBvAHIAbABkACEA" },
    },
    ConvertFromBase64: {
      summary: "The text of base64.",
      parameters: [
        required("source", "The base64."),
        optional("encoding", "`Unicode` (UTF-16, the default), `UTF8` or `ASCII`."),
      ],
      example: { expression: 'ConvertFromBase64("SGVsbG8gd29ybGQh", UTF8)', result: "Hello world!" },
      origin: "cloud sync",
    },
    ConvertToUTF8Hex: {
      summary: "A text as hexadecimal digits of its UTF-8 bytes.",
      parameters: [required("source", "The text.")],
      example: { expression: 'ConvertToUTF8Hex("Hello")', result: "48656C6C6F" },
    },
    BitAnd: {
      summary: "The bits that two numbers have in common.",
      parameters: [required("value1", "A number, also hexadecimal."), required("value2", "A number.")],
      example: { expression: "BitAnd(&HF, &HF7)", result: 7 },
    },
    StringFromSid: {
      summary: "A security identifier as text.",
      parameters: [required("objectSID", "Its bytes, as base64.")],
      example: { expression: 'StringFromSid("AQEAAAAAAAUSAAAA")', result: "S-1-5-18" },
      origin: "cloud sync",
    },
  }) satisfies Record<keyof typeof encodingFunctions, FunctionGuide>;

export const directoryGuide = () =>
  ({
    Guid: {
      summary: "A new GUID.",
      parameters: [],
      example: {
        expression: "Guid()",
        context: { guid: () => "0f8fad5b-d9cb-469f-a165-70867728950e" },
        result: "0f8fad5b-d9cb-469f-a165-70867728950e",
      },
    },
    RandomString: {
      summary:
        "A random text with at least so many characters of each class; other characters come from the classes that are asked for.",
      parameters: [
        required("length", "Number of characters, at most 256."),
        required("minimumNumbers", "Digits, at least."),
        required("minimumSpecialCharacters", "Special characters, at least."),
        required("minimumCapital", "Capitals, at least."),
        required("minimumLowerCase", "Lower-case letters, at least."),
        optional("charactersToAvoid", "Characters that must not occur."),
      ],
      example: { expression: "RandomString(4, 4, 0, 0, 0)", context: { random: () => 0 }, result: "0000" },
    },
    DefaultDomain: {
      summary: "The verified default domain of the tenant; an error when there is none.",
      parameters: [],
      example: {
        expression: 'Join("@", [alias], DefaultDomain())',
        attributes: { alias: "ada" },
        context: { defaultDomain: "contoso.com" },
        result: "ada@contoso.com",
      },
    },
    DNComponent: {
      summary: "The value of one part of a distinguished name, from the left.",
      parameters: [
        required("dn", "The distinguished name."),
        required("componentNumber", "Which part, counted from 1."),
      ],
      example: { expression: "DNComponent([dn], 1)", attributes: { dn: "CN=Ada,OU=People,DC=contoso" }, result: "Ada" },
      origin: "cloud sync",
    },
    CRef: {
      summary: "A text as a reference.",
      parameters: [required("value", "The text.")],
      example: { expression: "CRef([dn])", attributes: { dn: "CN=Ada" }, result: "CN=Ada" },
      origin: "cloud sync",
    },
    Error: {
      summary: "Fails with a message of one's own; for a branch that must not be reached.",
      parameters: [required("errorMessage", "The message.")],
      example: {
        expression: 'IIF([alias] = "", Error("no alias"), [alias])',
        attributes: { alias: "ada" },
        result: "ada",
      },
      origin: "cloud sync",
    },
  }) satisfies Record<keyof typeof directoryFunctions, FunctionGuide>;

export const uniqueGuide = () =>
  ({
    SelectUniqueValue: {
      summary:
        "The first candidate that the target does not have. Stands alone at the top of an expression, for creation only.",
      parameters: [repeating("uniqueValueRule", "At least two expressions for candidates.")],
      example: {
        expression: 'SelectUniqueValue([alias], Append([alias], "2"))',
        attributes: { alias: "ada" },
        context: { isTaken: (value: string) => value === "ada" },
        result: "ada2",
      },
    },
  }) satisfies Record<keyof typeof uniqueFunctions, FunctionGuide>;
