/**
 * Values that look random and depend on a name alone.
 */
import { createHash } from "node:crypto";

function digest(name: string): Buffer {
  return createHash("sha256").update(`contoso/${name}`).digest();
}

/** A GUID. */
export function guid(name: string): string {
  const hex = digest(name).toString("hex");
  const variant = "89ab".charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A whole number from 0 to below a limit. */
export function draw(name: string, limit: number): number {
  return digest(name).readUInt32BE(0) % limit;
}
