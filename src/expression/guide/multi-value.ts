/** The guide to the functions on multi-valued attributes. */
import type { multiValueFunctions } from "../functions/multi-value.ts";
import { type GuideEntry, optional, required } from "./function-guide.ts";

export const multiValueGuide = () =>
  ({
    Split: {
      summary: "Splits a string into a list. White space around the pieces is removed.",
      parameters: [required("source", "The string."), optional("delimiter", "The separator; default: a comma.")],
      example: { expression: 'Split([sets], ",")', attributes: { sets: "One, Two" }, result: ["One", "Two"] },
    },
    Item: {
      summary: "Returns one value of a list; an index outside the list is an error.",
      parameters: [required("attribute", "The list."), required("index", "Number of the value, counted from 1.")],
      example: {
        expression: "Item([proxyAddresses], 1)",
        attributes: { proxyAddresses: ["SMTP:a@b.c", "smtp:d@b.c"] },
        result: "SMTP:a@b.c",
      },
    },
    Count: {
      summary: "Returns the number of values.",
      parameters: [required("attribute", "The list.")],
      example: { expression: "Count([proxyAddresses])", attributes: { proxyAddresses: ["a", "b"] }, result: 2 },
    },
    RemoveDuplicates: {
      summary: "Removes repeated values; each keeps the position of its first occurrence.",
      parameters: [required("attribute", "The list.")],
      example: { expression: "RemoveDuplicates([sets])", attributes: { sets: ["a", "b", "a"] }, result: ["a", "b"] },
    },
    Contains: {
      summary: "Returns the position of the first value that contains a string, counted from 1; 0 if none does.",
      parameters: [
        required("attribute", "The list."),
        required("search", "The string."),
        optional("compareType", "As for `InStr`."),
      ],
      example: {
        expression: 'Contains([proxyAddresses], "SMTP:")',
        attributes: { proxyAddresses: ["smtp:a", "SMTP:b"] },
        result: 2,
      },
      origin: "cloud sync",
    },
  }) satisfies Record<keyof typeof multiValueFunctions, GuideEntry>;
