/**
 * The state of the page in the fragment of its address, which browsers do not send: `#1.` and the JSON of the state in
 * base64url. Whoever opens a link did not write it, so its length and its fields are bounded.
 */
import { isObject } from "../../../src/internal/values.ts";
import type { Read } from "./sample.ts";

/** What a link carries: the texts of the page's fields. */
export interface SharedState {
  /** The expression. */
  readonly expression: string;
  /** JSON of the sample attributes. */
  readonly attributes: string;
  /** The clock, as ISO 8601; empty for the clock of the machine. */
  readonly now: string;
  /** Verified default domain. */
  readonly domain: string;
  /** JSON of a synchronization schema. */
  readonly schema: string;
  /** A line of names and lines of values. */
  readonly csv: string;
}

/** A page without anything in it. */
export const EMPTY_STATE: SharedState = { expression: "", attributes: "", now: "", domain: "", schema: "", csv: "" };

/** Longest fragment that is written and read, in characters. */
export const MAX_FRAGMENT = 200_000;

const VERSION = "1.";
const FIELDS = ["expression", "attributes", "now", "domain", "schema", "csv"] as const;

/** The fragment of a state, without `#`; empty fields are left out. */
export function encodeState(state: SharedState): Read<string> {
  const filled = FIELDS.filter((field) => state[field] !== "").map((field) => [field, state[field]] as const);
  const fragment = VERSION + toBase64Url(JSON.stringify(Object.fromEntries(filled)));
  return fragment.length > MAX_FRAGMENT
    ? { problem: "Too much text for a link: shorten the synchronization schema or the CSV" }
    : { value: fragment };
}

/** The state of a fragment; unknown fields are ignored, missing ones are empty. */
export function decodeState(fragment: string): Read<SharedState> {
  if (fragment.length > MAX_FRAGMENT) return { problem: "The link is too long to be read" };
  if (!fragment.startsWith(VERSION)) return { problem: "The link was not made by this page" };
  const json = jsonOf(fragment.slice(VERSION.length));
  if (!isObject(json)) return { problem: "The link is damaged: it was cut or changed on its way" };
  const state: Record<keyof SharedState, string> = { ...EMPTY_STATE };
  for (const field of FIELDS) {
    const value = Object.hasOwn(json, field) ? json[field] : "";
    if (typeof value !== "string") return { problem: `The link is damaged: expected ${field} to be a text` };
    state[field] = value;
  }
  return { value: state };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(fromBase64Url(text));
  } catch {
    return undefined;
  }
}

function toBase64Url(text: string): string {
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @throws for anything that is not UTF-8 in base64url. */
function fromBase64Url(text: string): string {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
