/**
 * Values that an expression marked as secret (`Redact`), and texts without them. An answer of the target, the message of an expression or the filter of a
 * search may repeat a value that the log must not hold.
 */

import { REDACTED } from "../mapping/attribute-changes.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import { type AttributeReader, evaluateMapping, type MappingContext } from "../mapping/evaluate-mapping.ts";
import { formatSourceValue } from "../mapping/scoping-filter.ts";
import type { TargetValues } from "../ports/state.ts";

/** A text without secret values. */
export type Redactor = (text: string) => string;

/** Hides nothing: most mappings have no secrets. */
export const noRedaction: Redactor = (text) => text;

/** Secrets up to this length are hidden as whole words only: every other text has an `a` in it. */
const WHOLE_WORD_LENGTH = 3;
/** Secrets of one user that are looked for. */
const MAX_SECRETS = 100;

/** Hides the secrets of a user: source values that only secret mappings read, what those make of them, and what the account is known to have. */
export function userRedactor(
  { mapping, ...context }: MappingContext & { readonly mapping: CompiledMapping },
  read: AttributeReader,
  known: TargetValues | undefined,
): Redactor {
  if (mapping.redacted.length === 0) return noRedaction;
  const secrets = new Set(knownSecrets(mapping, known));
  for (const name of mapping.secretSourceAttributes) collectSecrets(read(name), secrets);
  for (const attribute of mapping.redacted) {
    const mapped = evaluateMapping([attribute], read, "create", context);
    if (mapped.kind === "values") collectSecrets(Object.values(mapped.values), secrets);
  }
  // What an open mapping reads as well stands in the log anyway.
  for (const name of mapping.sourceAttributes)
    if (!mapping.secretSourceAttributes.has(name)) secrets.delete(formatSourceValue(read(name)));
  return createRedactor(secrets);
}

/** Hides the secrets that an account is known to have. */
export function accountRedactor(mapping: CompiledMapping, known: TargetValues | undefined): Redactor {
  return mapping.redacted.length === 0 ? noRedaction : createRedactor(knownSecrets(mapping, known));
}

function knownSecrets({ redacted }: CompiledMapping, known: TargetValues = {}): Set<string> {
  const secrets = new Set<string>();
  for (const { target } of redacted) if (Object.hasOwn(known, target)) collectSecrets(known[target], secrets);
  return secrets;
}

/** Texts and numbers in a value; whether something is true is no secret that could be told from other text. */
function collectSecrets(value: unknown, secrets: Set<string>): void {
  if (secrets.size >= MAX_SECRETS) return;
  if (typeof value === "string" || typeof value === "number") {
    const text = String(value).trim();
    if (text !== "") secrets.add(text);
  } else if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) collectSecrets(part, secrets);
  }
}

/** The longest first, so that none is left standing in pieces. As JSON, too: that is how a value stands in a filter. */
function createRedactor(secrets: ReadonlySet<string>): Redactor {
  if (secrets.size === 0) return noRedaction;
  const forms = new Set([...secrets].flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  const patterns = [...forms].sort((a, b) => b.length - a.length).map(patternOf);
  const pattern = new RegExp(patterns.join("|"), "giu");
  return (text) => text.replace(pattern, REDACTED);
}

function patternOf(text: string): string {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return text.length <= WHOLE_WORD_LENGTH ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal;
}
