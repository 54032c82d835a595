/** Reads the members of messages whatever the case of their names. */

/**
 * A member of a message. Names match in any case (RFC 7643 §2.1), because some services write `resources` and `ID`; the
 * exact name takes precedence.
 */
export function readMember(message: object, name: string): unknown {
  if (Object.hasOwn(message, name)) return Reflect.get(message, name);
  const lowerCase = name.toLowerCase();
  const other = Object.keys(message).find((key) => key.toLowerCase() === lowerCase);
  return other === undefined ? undefined : Reflect.get(message, other);
}
