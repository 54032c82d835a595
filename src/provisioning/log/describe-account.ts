/** How messages name an account of the target. */
import { readProperty } from "../../internal/values.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import type { TargetUser } from "../ports/target.ts";

/** The user name of an account, unless it is secret, and its id: `'ada@contoso.com' (t1)`. */
export function describeAccount({ redacted }: Pick<CompiledMapping, "redacted">, account: TargetUser): string {
  const secret = redacted.some(({ target }) => target.toLowerCase() === "username");
  const name = secret ? undefined : readProperty(account, "userName");
  return typeof name === "string" ? `'${name}' (${account.id})` : `'${account.id}'`;
}
