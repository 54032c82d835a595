/** The guide to the functions on encodings and bits. */
import type { encodingFunctions } from "../functions/encoding.ts";
import { type GuideEntry, optional, required } from "./function-guide.ts";

export const encodingGuide = () =>
  ({
    ConvertToBase64: {
      summary: "Encodes the UTF-16 bytes of a string as base64.",
      parameters: [required("source", "The string.")],
      example: { expression: 'ConvertToBase64("Hello world!")', result: "SABlAGwAbABvACAAdwBvAHIAbABkACEA" },
    },
    ConvertFromBase64: {
      summary: "Decodes base64 to a string.",
      parameters: [
        required("source", "The base64."),
        optional("encoding", "`Unicode` (UTF-16, the default), `UTF8` or `ASCII`."),
      ],
      example: { expression: 'ConvertFromBase64("SGVsbG8gd29ybGQh", UTF8)', result: "Hello world!" },
      origin: "cloud sync",
    },
    ConvertToUTF8Hex: {
      summary: "Encodes the UTF-8 bytes of a string as hexadecimal digits.",
      parameters: [required("source", "The string.")],
      example: { expression: 'ConvertToUTF8Hex("Hello")', result: "48656C6C6F" },
    },
    BitAnd: {
      summary: "Returns the bitwise AND of two numbers.",
      parameters: [required("value1", "A number, also hexadecimal."), required("value2", "A number.")],
      example: { expression: "BitAnd(&HF, &HF7)", result: 7 },
    },
    StringFromSid: {
      summary: "Converts a security identifier to a string.",
      parameters: [required("objectSID", "Its bytes, as base64.")],
      example: { expression: 'StringFromSid("AQEAAAAAAAUSAAAA")', result: "S-1-5-18" },
      origin: "cloud sync",
    },
  }) satisfies Record<keyof typeof encodingFunctions, GuideEntry>;
