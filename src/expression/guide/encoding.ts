/** The guide to the functions on encodings and bits. */
import type { encodingFunctions } from "../functions/encoding.ts";
import { type GuideEntry, optional, required } from "./function-guide.ts";

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
  }) satisfies Record<keyof typeof encodingFunctions, GuideEntry>;
