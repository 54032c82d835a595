/** The guide to `Replace`. */
import type { replaceFunctions } from "../functions/replace.ts";
import { type GuideEntry, optional, required } from "./function-guide.ts";

export const replaceGuide = () =>
  ({
    Replace: {
      summary:
        "Replaces a part of a string, case-sensitively. The given arguments select the mode. oldValue with replacementValue replaces it everywhere. " +
        "oldValue with template inserts the source into the template. regexPattern with replacementValue replaces every match, and with " +
        "regexGroupName only what the group matched. regexPattern with regexGroupName and replacementAttributeName extracts the group from the " +
        "other attribute if the source has no value.",
      parameters: [
        required("source", "The string."),
        optional("oldValue", "The string to replace."),
        optional("regexPattern", "A .NET regular expression."),
        optional("regexGroupName", "A group of the pattern."),
        optional(
          "replacementValue",
          "The replacement; with a pattern, `$1`, or `$` with a name in braces, inserts a group.",
        ),
        optional("replacementAttributeName", "Another attribute to extract the value from."),
        optional("template", "The string to insert the source into."),
      ],
      example: {
        expression: 'Replace([mobile], , "[^0-9+]", , "", , )',
        attributes: { mobile: "+32 (2) 555-12" },
        result: "+32255512",
      },
    },
  }) satisfies Record<keyof typeof replaceFunctions, GuideEntry>;
