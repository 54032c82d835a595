/** The guide to `SelectUniqueValue`. */
import type { uniqueFunctions } from "../functions/select-unique-value.ts";
import { type GuideEntry, repeating } from "./function-guide.ts";

export const uniqueGuide = () =>
  ({
    SelectUniqueValue: {
      summary:
        "Returns the first candidate that the target does not have. Allowed only at the top level of an expression, for creation only.",
      parameters: [repeating("uniqueValueRule", "At least two expressions for candidates.")],
      example: {
        expression: 'SelectUniqueValue([alias], Append([alias], "2"))',
        attributes: { alias: "ada" },
        context: { isTaken: (value: string) => value === "ada" },
        result: "ada2",
      },
    },
  }) satisfies Record<keyof typeof uniqueFunctions, GuideEntry>;
