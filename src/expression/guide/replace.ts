/** The guide to `Replace`. */
import type { replaceFunctions } from "../functions/replace.ts";
import { type GuideEntry, optional, required } from "./function-guide.ts";

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
  }) satisfies Record<keyof typeof replaceFunctions, GuideEntry>;
