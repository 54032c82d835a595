/** The guide to the functions on multi-valued attributes. */
import type { multiValueFunctions } from "../functions/multi-value.ts";
import { type GuideEntry, optional, required } from "./function-guide.ts";

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
  }) satisfies Record<keyof typeof multiValueFunctions, GuideEntry>;
