/**
 * A log entry in a few lines, for people.
 */
import type { ModifiedProperty, ProvisioningLogEntry } from "../../provisioning/ports/log.ts";
import { printable } from "../process/printable.ts";

/** Longest value that is shown whole, in characters. */
const VALUE_LENGTH = 60;
const PROPERTIES = 4;

/** Renders an entry as lines: what happened to whom, then the changes or the cause. */
export function renderLogEntry(entry: ProvisioningLogEntry): string {
  const { status, errorInformation } = entry.provisioningStatusInfo;
  const headline = `${labelOf(entry)}: ${printable(nameOf(entry))}`;
  const cause =
    errorInformation === null
      ? []
      : [`${printable(errorInformation.errorCode)}: ${printable(errorInformation.reason)}`];
  const details = status === "success" || cause.length === 0 ? properties(entry.modifiedProperties) : cause;
  return [`  ${headline}`, ...details.map((line) => `      ${line}`)].join("\n");
}

/** What happened, in a word or two: `update`, `create failed`, `skipped`. Skips and failures before any action have the action `other`. */
export function labelOf({ provisioningAction, provisioningStatusInfo: { status } }: ProvisioningLogEntry): string {
  if (provisioningAction === "stagedDelete") return "held back";
  if (status === "skipped") return "skipped";
  const action = provisioningAction === "other" ? "" : provisioningAction;
  const outcome = status === "failure" ? "failed" : status === "warning" ? "warning" : "";
  return `${action} ${outcome}`.trim() || provisioningAction;
}

/** Name of the user, or of the account where the user has none. */
export function nameOf({ sourceIdentity, targetIdentity }: ProvisioningLogEntry): string {
  return sourceIdentity.displayName || targetIdentity.displayName || sourceIdentity.id;
}

function properties(changes: readonly ModifiedProperty[]): string[] {
  const lines = changes.slice(0, PROPERTIES).map(({ displayName, oldValue, newValue }) => {
    const from = oldValue === null ? "" : `${shown(oldValue)} -> `;
    return `${printable(displayName)}: ${from}${newValue === null ? "(none)" : shown(newValue)}`;
  });
  const rest = changes.length - PROPERTIES;
  return rest > 0 ? [...lines, `and ${rest} more`] : lines;
}

function shown(value: string): string {
  const characters = [...printable(value)];
  return `"${characters.length > VALUE_LENGTH ? `${characters.slice(0, VALUE_LENGTH).join("")}…` : characters.join("")}"`;
}
