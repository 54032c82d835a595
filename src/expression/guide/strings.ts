/** The guide to the functions on strings. */
import type { stringFunctions } from "../functions/strings.ts";
import { type GuideEntry, optional, repeating, required } from "./function-guide.ts";

const culture = () => optional("culture", "Name of a culture such as `tr-TR`; default: the invariant culture.");

export const stringsGuide = () =>
  ({
    Append: {
      summary: "Appends a suffix. A source without a value counts as an empty string.",
      parameters: [required("source", "The string."), required("suffix", "The string to append.")],
      example: {
        expression: 'Append([mailNickname], "@contoso.com")',
        attributes: { mailNickname: "ada" },
        result: "ada@contoso.com",
      },
    },
    Prepend: {
      summary: "Prepends a prefix.",
      parameters: [required("prefix", "The string to prepend."), required("source", "The string.")],
      example: { expression: 'Prepend("x-", [alias])', attributes: { alias: "ada" }, result: "x-ada" },
      origin: "older schemas",
    },
    Join: {
      summary:
        "Joins strings with a separator. Sources without a value are skipped together with their separator; a multi-valued source contributes each " +
        "of its values.",
      parameters: [
        required("separator", "The separator; may be empty."),
        repeating("source", "A string or a multi-valued attribute."),
      ],
      example: {
        expression: 'Join(" ", [givenName], [middleName], [surname])',
        attributes: { givenName: "Ada", surname: "Lovelace" },
        result: "Ada Lovelace",
      },
    },
    Mid: {
      summary:
        "Returns a part of a string. A length beyond the end is reduced; a start outside the string returns the whole string.",
      parameters: [
        required("source", "The string."),
        required("start", "Position of the first character, counted from 1."),
        optional("length", "Number of characters; default: all that follow."),
      ],
      example: { expression: "Mid([givenName], 1, 1)", attributes: { givenName: "Ada" }, result: "A" },
    },
    Left: {
      summary: "Returns the first characters of a string. A negative number returns the whole string.",
      parameters: [required("string", "The string."), required("numChars", "Number of characters.")],
      example: { expression: "Left([surname], 4)", attributes: { surname: "Lovelace" }, result: "Love" },
    },
    Len: {
      summary: "Returns the length of a string; 0 for no value.",
      parameters: [required("value", "A string or number.")],
      example: { expression: "Len([surname])", attributes: { surname: "Lovelace" }, result: 8 },
    },
    Word: {
      summary: "Returns one word of a string; an empty string if there are fewer words.",
      parameters: [
        required("string", "The string."),
        required("wordNumber", "Number of the word, counted from 1."),
        required("delimiters", "Characters that separate words."),
      ],
      example: { expression: 'Word("The quick brown fox", 3, " ")', result: "brown" },
    },
    InStr: {
      summary: "Returns the position of a string in another, counted from 1; 0 if it is not found.",
      parameters: [
        required("value1", "The string to search in."),
        required("value2", "The string to find."),
        optional("start", "Position to start from, counted from 1; default: 1."),
        optional("compareType", "`vbTextCompare` ignores case, `vbBinaryCompare` (the default) does not."),
      ],
      example: { expression: 'InStr([mail], "@")', attributes: { mail: "ada@contoso.com" }, result: 4 },
    },
    ToLower: {
      summary: "Converts to lower case, letter by letter, so that the length never changes.",
      parameters: [required("source", "The string."), culture()],
      example: { expression: "ToLower([mail])", attributes: { mail: "Ada@Contoso.com" }, result: "ada@contoso.com" },
    },
    ToUpper: {
      summary: "Converts to upper case, letter by letter, so that the length never changes; `ß` stays.",
      parameters: [required("source", "The string."), culture()],
      example: { expression: "ToUpper([country])", attributes: { country: "be" }, result: "BE" },
    },
    PCase: {
      summary: "Converts words to lower case with a capital letter.",
      parameters: [
        required("source", "The string."),
        optional("wordSeparators", "The only characters that end words; default: spaces, punctuation and symbols."),
      ],
      example: {
        expression: "PCase([surname])",
        attributes: { surname: "MARY-ANN O'NEIL" },
        result: "Mary-Ann O'neil",
      },
    },
    NormalizeDiacritics: {
      summary: "Removes the diacritics of Latin letters; æ, ø, ß, ı and ł are spelled out.",
      parameters: [required("source", "The string.")],
      example: {
        expression: "NormalizeDiacritics([surname])",
        attributes: { surname: "Müller Ørsted" },
        result: "Muller OErsted",
      },
    },
    StripSpaces: {
      summary: "Removes spaces; other white space stays.",
      parameters: [required("source", "The string.")],
      example: {
        expression: "StripSpaces([displayName])",
        attributes: { displayName: "van der Berg" },
        result: "vanderBerg",
      },
    },
    Trim: {
      summary: "Removes white space at both ends of a string, or of each value of a multi-valued attribute.",
      parameters: [required("value", "The string.")],
      example: { expression: "Trim([title])", attributes: { title: " Clerk " }, result: "Clerk" },
      origin: "cloud sync",
    },
    Redact: {
      summary: "Returns the value unchanged; logs show `[Redact]` instead of it.",
      parameters: [required("value", "The value to keep out of logs.")],
      example: { expression: "Redact([employeeId])", attributes: { employeeId: "12345" }, result: "12345" },
    },
    CStr: {
      summary: "Converts a number, reference or boolean to a string.",
      parameters: [required("value", "The value.")],
      example: { expression: "CStr([accountEnabled])", attributes: { accountEnabled: true }, result: "True" },
    },
  }) satisfies Record<keyof typeof stringFunctions, GuideEntry>;
