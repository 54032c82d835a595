/** JSON as PowerShell writes it. */

/** A value with the names of PowerShell: capital letters at the beginning. */
export function pascal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pascal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name.startsWith("@") ? name : name.charAt(0).toUpperCase() + name.slice(1),
      pascal(part),
    ]),
  );
}

/** A file that `>` of PowerShell 5.1 writes. */
export function utf16(value: unknown): Uint8Array {
  return Buffer.from(`\uFEFF${JSON.stringify(value, null, 4)}\r\n`, "utf16le");
}
