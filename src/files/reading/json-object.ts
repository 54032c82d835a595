/** An object of JSON while its bytes are collected: where in it the reader is, and the names that lead to lists. */
import { isObject } from "../../internal/values.ts";
import { invalidSource } from "./file-errors.ts";
import type { JsonObject } from "./graph-list.ts";
import { jsonErrorOffset } from "./json-error-offset.ts";

/** A syntax error. */
export class NotJson extends Error {
  /** What is not JSON, followed by a space; empty for the file. */
  readonly location: string;
  /** Number of bytes before the error. */
  readonly offset: number;

  constructor(location: string, offset: number) {
    super("not JSON");
    this.location = location === "" ? "" : `${location} `;
    this.offset = offset;
  }
}

export const QUOTE = 0x22;
export const COMMA = 0x2c;
const COLON = 0x3a;
export const LIST_BEGIN = 0x5b;
export const BACKSLASH = 0x5c;
export const LIST_END = 0x5d;
export const OBJECT_BEGIN = 0x7b;
const OBJECT_END = 0x7d;
/** Bytes of a name that are kept: more than any id has. */
const MAX_NAME_BYTES = 1_600;
/** Members are named down to this depth. */
export const NAMED_DEPTH = 2;

/** An object whose bytes are being collected. */
export interface PartialObject {
  readonly pieces: Piece[];
  length: number;
  /** Open brackets, its own included. */
  depth: number;
  /** Items of a container are no containers. */
  readonly mayBeContainer: boolean;
  isContainer: boolean;
  /** What comes next. */
  next: "name" | "value" | "other";
  /** The last names on the object's levels, as they are written. */
  readonly names: string[];
}

/** Bytes of an object that are together in the file. */
interface Piece {
  readonly bytes: Uint8Array;
  /** Number of bytes of the file before them. */
  readonly start: number;
}

export function newObject(mayBeContainer: boolean): PartialObject {
  return { pieces: [], length: 0, depth: 1, mayBeContainer, isContainer: false, next: "name", names: [] };
}

/** Whether a string that begins or goes on now is a name that may lead to a list. */
export function isName({ mayBeContainer, next, depth }: PartialObject): boolean {
  return next === "name" && mayBeContainer && depth <= NAMED_DEPTH;
}

export function addToName({ names, depth }: PartialObject, byte: number): void {
  const name = names[depth - 1] ?? "";
  if (name.length < MAX_NAME_BYTES) names[depth - 1] = name + String.fromCharCode(byte);
}

/** The name that bytes of JSON mean. A name that is cut or no JSON is no name of a list; an error follows. */
export function readName(bytes: string): string {
  if (/^\w*$/.test(bytes)) return bytes;
  try {
    return JSON.parse(`"${new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))}"`);
  } catch {
    return bytes;
  }
}

/**
 * The value of an object that is complete.
 *
 * @param decoder - Of UTF-8; fatal.
 *
 * @throws NotJson; ProvisioningError `invalid_source` for what is not UTF-8.
 */
export function parseObject(
  path: string,
  { pieces, length }: PartialObject,
  location: string,
  decoder: TextDecoder,
): JsonObject {
  const [only] = pieces;
  const bytes = pieces.length === 1 && only ? only.bytes : concat(pieces, length);
  let json: string;
  try {
    json = decoder.decode(bytes);
  } catch {
    throw invalidSource(path, `${location === "" ? "" : `${location} `}is not UTF-8 text`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    // The parser's own message may quote personal data, and often has no position.
    const offset = new TextEncoder().encode(json.slice(0, jsonErrorOffset(json))).length;
    throw new NotJson(location, offsetInFile(pieces, offset));
  }
  if (!isObject(parsed)) throw invalidSource(path, `${location} is not an object`);
  return parsed;
}

function concat(pieces: readonly Piece[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let end = 0;
  for (const { bytes } of pieces) {
    whole.set(bytes, end);
    end += bytes.length;
  }
  return whole;
}

/** Where the byte of an object is in the file. */
function offsetInFile(pieces: readonly Piece[], offset: number): number {
  let left = offset;
  for (const { bytes, start } of pieces) {
    if (left < bytes.length) return start + left;
    left -= bytes.length;
  }
  const last = pieces.at(-1);
  return last === undefined ? 0 : last.start + last.bytes.length;
}

/** Whether a byte begins a value that is no object. */
export function beginsValue(byte: number): boolean {
  return byte === QUOTE || byte === LIST_BEGIN || /[-\dtfn]/.test(String.fromCharCode(byte));
}

export function opens(byte: number): boolean {
  return byte === OBJECT_BEGIN || byte === LIST_BEGIN;
}

export function closes(byte: number): boolean {
  return byte === OBJECT_END || byte === LIST_END;
}

export function enter(object: PartialObject, byte: number): void {
  object.depth += 1;
  object.next = byte === OBJECT_BEGIN ? "name" : "other";
}

/** Leaves a level; whether it was the object's own. */
export function leave(object: PartialObject): boolean {
  object.depth -= 1;
  object.next = "other";
  return object.depth === 0;
}

/** What comes next after a byte outside strings. */
export function nextAfter(byte: number, before: PartialObject["next"]): PartialObject["next"] {
  if (byte === COMMA) return "name";
  return byte === COLON ? "value" : before;
}
