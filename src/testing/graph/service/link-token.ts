/** Tokens in links, which clients must treat as opaque: their content is scrambled, and a changed token is refused. */
import { isObject } from "../../../internal/values.ts";

const CHECKSUM_LENGTH = 8;

/** Writes a token. */
export function encodeToken(content: Readonly<Record<string, unknown>>): string {
  const source = encodeURIComponent(JSON.stringify(content));
  const scrambled = btoa(reversed(source)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `${checksum(scrambled)}${scrambled}`;
}

/** Reads a token; undefined for one that {@link encodeToken} did not write. */
export function decodeToken(token: string): Readonly<Record<string, unknown>> | undefined {
  const scrambled = token.slice(CHECKSUM_LENGTH);
  if (scrambled === "" || checksum(scrambled) !== token.slice(0, CHECKSUM_LENGTH)) return undefined;
  const source = reversed(atob(scrambled.replaceAll("-", "+").replaceAll("_", "/")));
  const content: unknown = JSON.parse(decodeURIComponent(source));
  return isObject(content) ? content : undefined;
}

function reversed(source: string): string {
  return [...source].reverse().join("");
}

/** FNV-1a with 32 bits: detects tokens that a client changed or made up. */
function checksum(source: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < source.length; index += 1)
    hash = Math.imul(hash ^ source.charCodeAt(index), 0x01000193) >>> 0;
  return hash.toString(16).padStart(CHECKSUM_LENGTH, "0");
}
