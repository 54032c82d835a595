/**
 * Redaction: removes the values of redacted mappings (`Redact`) from the strings of a log entry.
 *
 * A response of the target, the message of an expression or a filter may repeat a value that the log must not contain.
 */
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import { evaluateMapping, type MappingContext } from "../mapping/evaluate-mapping.ts";
import type { AttributeReader } from "../mapping/source-attributes.ts";
import type { TargetValues } from "../ports/state.ts";

/** The literal that the log shows in place of a secret value, as Entra does. */
export const REDACTED = "[Redact]";

/** Returns a string without secret values. */
export type Redactor = (value: string) => string;

/** Redacts nothing: most mappings have no secrets. */
export const noRedaction: Redactor = (value) => value;

/** Secrets up to this length are redacted as whole words only: almost every string contains an `a`. */
const MAX_WHOLE_WORD_LENGTH = 3;
/** Maximum number of secrets of one user that are searched for. */
const MAX_SECRETS = 100;

/**
 * Returns the redactor for a user: of source values that only redacted mappings read, of the results of those mappings,
 * and of the last known values of the account.
 */
export function userRedactor(
  context: MappingContext & { readonly mapping: CompiledMapping },
  read: AttributeReader,
  knownValues: TargetValues | undefined,
): Redactor {
  const { mapping } = context;
  if (mapping.redacted.length === 0) return noRedaction;
  const secrets = accountSecrets(mapping, knownValues);
  for (const name of mapping.secretSourceAttributes) collectSecrets(read(name), secrets);
  for (const attribute of mapping.redacted) {
    const result = evaluateMapping([attribute], read, "create", context);
    if (result.kind === "values") collectSecrets(Object.values(result.values), secrets);
  }
  // The log shows these values anyway.
  const shown = new Set<string>();
  for (const name of mapping.sourceAttributes)
    if (!mapping.secretSourceAttributes.has(name)) collectSecrets(read(name), shown);
  for (const value of shown) secrets.delete(value);
  return createRedactor(secrets);
}

/** Returns the redactor for the last known values of an account. */
export function accountRedactor(mapping: CompiledMapping, knownValues: TargetValues | undefined): Redactor {
  return mapping.redacted.length === 0 ? noRedaction : createRedactor(accountSecrets(mapping, knownValues));
}

function accountSecrets({ redacted }: CompiledMapping, knownValues: TargetValues = {}): Set<string> {
  const secrets = new Set<string>();
  for (const { target } of redacted)
    if (Object.hasOwn(knownValues, target)) collectSecrets(knownValues[target], secrets);
  return secrets;
}

/** Collects the strings and numbers in a value; a boolean cannot be distinguished from other words. */
function collectSecrets(value: unknown, secrets: Set<string>): void {
  if (secrets.size >= MAX_SECRETS) return;
  if (typeof value === "string" || typeof value === "number") {
    const secret = String(value).trim();
    if (secret !== "") secrets.add(secret);
  } else if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) collectSecrets(part, secrets);
  }
}

/**
 * Searches for the longest secrets first, so that none is redacted in part only, and for their JSON form, which filters
 * contain.
 */
function createRedactor(secrets: ReadonlySet<string>): Redactor {
  if (secrets.size === 0) return noRedaction;
  const forms = new Set([...secrets].flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  const patterns = [...forms].sort((a, b) => b.length - a.length).map(toPattern);
  const pattern = new RegExp(patterns.join("|"), "giu");
  return (value) => value.replace(pattern, REDACTED);
}

function toPattern(secret: string): string {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return secret.length <= MAX_WHOLE_WORD_LENGTH ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal;
}
