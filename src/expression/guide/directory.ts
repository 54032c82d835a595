/** The guide to the functions on identifiers and the directory. */
import type { directoryFunctions } from "../functions/directory.ts";
import { type GuideEntry, optional, required } from "./function-guide.ts";

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
  }) satisfies Record<keyof typeof directoryFunctions, GuideEntry>;
