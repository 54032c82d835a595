/**
 * Changes of an account as a log entry shows them.
 */
import { type AttributeChange, referencedAccountId } from "../mapping/attribute-changes.ts";
import type { CompiledAttribute } from "../mapping/compile-mapping.ts";
import { formatBoolean } from "../mapping/format-value.ts";
import type { ModifiedProperty } from "../ports/log.ts";
import { REDACTED } from "./redaction.ts";

/** Renders changes with their values before and after. */
export function toModifiedProperties(changes: readonly AttributeChange[]): readonly ModifiedProperty[] {
  return changes.map(({ attribute, before, after }) => ({
    displayName: attribute.target,
    oldValue: before === undefined ? null : formatTargetValue(before, attribute),
    newValue: after === null ? null : formatTargetValue(after, attribute),
  }));
}

function formatTargetValue(value: unknown, attribute: CompiledAttribute): string {
  if (attribute.redacted) return REDACTED;
  if (attribute.reference) return referencedAccountId(value) ?? "";
  if (typeof value === "boolean") return formatBoolean(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}
