/** The guide to the functions on identifiers and the directory. */
import type { directoryFunctions } from "../functions/directory.ts";
import { type GuideEntry, optional, required } from "./function-guide.ts";

export const directoryGuide = () =>
  ({
    Guid: {
      summary: "Returns a new GUID.",
      parameters: [],
      example: {
        expression: "Guid()",
        context: { guid: () => "0f8fad5b-d9cb-469f-a165-70867728950e" },
        result: "0f8fad5b-d9cb-469f-a165-70867728950e",
      },
    },
    RandomString: {
      summary:
        "Returns a random string with a minimum number of characters of each class; other characters come from the classes with a minimum.",
      parameters: [
        required("length", "Number of characters, at most 256."),
        required("minimumNumbers", "Minimum number of digits."),
        required("minimumSpecialCharacters", "Minimum number of special characters."),
        required("minimumCapital", "Minimum number of capital letters."),
        required("minimumLowerCase", "Minimum number of lower-case letters."),
        optional("charactersToAvoid", "Characters that must not occur."),
      ],
      example: { expression: "RandomString(4, 4, 0, 0, 0)", context: { random: () => 0 }, result: "0000" },
    },
    DefaultDomain: {
      summary: "Returns the verified default domain of the tenant; an error if there is none.",
      parameters: [],
      example: {
        expression: 'Join("@", [alias], DefaultDomain())',
        attributes: { alias: "ada" },
        context: { defaultDomain: "contoso.com" },
        result: "ada@contoso.com",
      },
    },
    DNComponent: {
      summary: "Returns the value of one part of a distinguished name, from the left.",
      parameters: [
        required("dn", "The distinguished name."),
        required("componentNumber", "Number of the part, counted from 1."),
      ],
      example: { expression: "DNComponent([dn], 1)", attributes: { dn: "CN=Ada,OU=People,DC=contoso" }, result: "Ada" },
      origin: "cloud sync",
    },
    CRef: {
      summary: "Converts a string to a reference.",
      parameters: [required("value", "The string.")],
      example: { expression: "CRef([dn])", attributes: { dn: "CN=Ada" }, result: "CN=Ada" },
      origin: "cloud sync",
    },
    Error: {
      summary: "Fails with a custom message; for a branch that must not be reached.",
      parameters: [required("errorMessage", "The message.")],
      example: {
        expression: 'IIF([alias] = "", Error("no alias"), [alias])',
        attributes: { alias: "ada" },
        result: "ada",
      },
      origin: "cloud sync",
    },
  }) satisfies Record<keyof typeof directoryFunctions, GuideEntry>;
