/**
 * Members of the messages of services.
 */

/**
 * A member by its name in any case (RFC 7643 §2.1): serialisers write `resources` and `ID`. The exact name counts more.
 */
export function readMember(message: object, name: string): unknown {
  if (Object.hasOwn(message, name)) return Reflect.get(message, name);
  const lower = name.toLowerCase();
  const other = Object.keys(message).find((key) => key.toLowerCase() === lower);
  return other === undefined ? undefined : Reflect.get(message, other);
}
