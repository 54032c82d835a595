/** What the guide says of the functions on text. */
import type { stringFunctions } from "../functions/strings.ts";
import { type GuideEntry, optional, repeating, required } from "./function-guide.ts";

const culture = () => optional("culture", "Name of a culture such as `tr-TR`; without it, the invariant culture.");

export const stringsGuide = () =>
  ({
    Append: {
      summary: "Puts a text after another. A source without value counts as empty text.",
      parameters: [required("source", "The text in front."), required("suffix", "The text that follows.")],
      example: {
        expression: 'Append([mailNickname], "@contoso.com")',
        attributes: { mailNickname: "ada" },
        result: "ada@contoso.com",
      },
    },
    Prepend: {
      summary: "Puts a text before another.",
      parameters: [required("prefix", "The text in front."), required("source", "The text that follows.")],
      example: { expression: 'Prepend("x-", [alias])', attributes: { alias: "ada" }, result: "x-ada" },
      origin: "older schemas",
    },
    Join: {
      summary:
        "Puts several texts together with a separator between them. Sources without value vanish together with their separator; a multi-valued " +
        "source gives each of its values.",
      parameters: [
        required("separator", "May be empty text."),
        repeating("source", "A text or multi-valued attribute."),
      ],
      example: {
        expression: 'Join(" ", [givenName], [middleName], [surname])',
        attributes: { givenName: "Ada", surname: "Lovelace" },
        result: "Ada Lovelace",
      },
    },
    Mid: {
      summary:
        "Cuts a part out of a text. A length beyond the end is cut; a start outside the text gives the text as it is.",
      parameters: [
        required("source", "The text."),
        required("start", "First character, counted from 1."),
        optional("length", "Number of characters; without it, all that follow."),
      ],
      example: { expression: "Mid([givenName], 1, 1)", attributes: { givenName: "Ada" }, result: "A" },
    },
    Left: {
      summary: "The first characters of a text. A negative number gives the text as it is.",
      parameters: [required("string", "The text."), required("numChars", "Number of characters.")],
      example: { expression: "Left([surname], 4)", attributes: { surname: "Lovelace" }, result: "Love" },
    },
    Len: {
      summary: "Length of a text; 0 without value.",
      parameters: [required("value", "A text or number.")],
      example: { expression: "Len([surname])", attributes: { surname: "Lovelace" }, result: 8 },
    },
    Word: {
      summary: "One word of a text; empty text when there are fewer words.",
      parameters: [
        required("string", "The text."),
        required("wordNumber", "Which word, counted from 1."),
        required("delimiters", "Characters that separate words."),
      ],
      example: { expression: 'Word("The quick brown fox", 3, " ")', result: "brown" },
    },
    InStr: {
      summary: "Position of a text in another, counted from 1; 0 when it is not there.",
      parameters: [
        required("value1", "The text to search."),
        required("value2", "The text to find."),
        optional("start", "Position to start from."),
        optional("compareType", "`vbTextCompare` ignores case, `vbBinaryCompare` (the default) does not."),
      ],
      example: { expression: 'InStr([mail], "@")', attributes: { mail: "ada@contoso.com" }, result: 4 },
    },
    ToLower: {
      summary: "Lower case, letter by letter: the length never changes.",
      parameters: [required("source", "The text."), culture()],
      example: { expression: "ToLower([mail])", attributes: { mail: "Ada@Contoso.com" }, result: "ada@contoso.com" },
    },
    ToUpper: {
      summary: "Upper case, letter by letter: the length never changes, `ß` stays.",
      parameters: [required("source", "The text."), culture()],
      example: { expression: "ToUpper([country])", attributes: { country: "be" }, result: "BE" },
    },
    PCase: {
      summary: "Words in lower case with a capital.",
      parameters: [
        required("source", "The text."),
        optional(
          "wordSeparators",
          "The only characters at which words end; without it, spaces, punctuation and symbols.",
        ),
      ],
      example: {
        expression: "PCase([surname])",
        attributes: { surname: "MARY-ANN O'NEIL" },
        result: "Mary-Ann O'neil",
      },
    },
    NormalizeDiacritics: {
      summary: "Latin letters without their marks; æ, ø, ß, ı and ł are spelled out.",
      parameters: [required("source", "The text.")],
      example: {
        expression: "NormalizeDiacritics([surname])",
        attributes: { surname: "Müller Ørsted" },
        result: "Muller OErsted",
      },
    },
    StripSpaces: {
      summary: "A text without spaces; other white space stays.",
      parameters: [required("source", "The text.")],
      example: {
        expression: "StripSpaces([displayName])",
        attributes: { displayName: "van der Berg" },
        result: "vanderBerg",
      },
    },
    Trim: {
      summary: "A text, or each value of a multi-valued attribute, without white space at both ends.",
      parameters: [required("value", "The text.")],
      example: { expression: "Trim([title])", attributes: { title: " Clerk " }, result: "Clerk" },
      origin: "cloud sync",
    },
    Redact: {
      summary: "The value as it is; logs show `[Redact]` in its place.",
      parameters: [required("value", "The value to keep out of logs.")],
      example: { expression: "Redact([employeeId])", attributes: { employeeId: "12345" }, result: "12345" },
    },
    CStr: {
      summary: "A number, reference or boolean as text.",
      parameters: [required("value", "The value.")],
      example: { expression: "CStr([accountEnabled])", attributes: { accountEnabled: true }, result: "True" },
    },
  }) satisfies Record<keyof typeof stringFunctions, GuideEntry>;
