/** Renders a log entry as a few lines of text. */
import { droppedValues } from "../../provisioning/log/dropped-values.ts";
import type { ModifiedProperty, ProvisioningLogEntry } from "../../provisioning/ports/log.ts";
import { printable } from "../process/printable.ts";

/** Longest value that is shown whole, in characters. */
const MAX_VALUE_LENGTH = 60;
/** Number of properties that are shown. */
const MAX_PROPERTIES = 4;

/** Renders an entry as lines: the action and the user, then the changes or the cause. */
export function renderLogEntry(entry: ProvisioningLogEntry): string {
  const { status, errorInformation } = entry.provisioningStatusInfo;
  const headline = `${actionLabel(entry)}: ${printable(userNameOf(entry))}`;
  const cause =
    errorInformation === null
      ? []
      : [`${printable(errorInformation.errorCode)}: ${printable(errorInformation.reason)}`];
  const changes = status === "success" || cause.length === 0 ? renderChanges(entry.modifiedProperties) : cause;
  const details = [...changes, ...droppedValues(entry).map(printable)];
  return [`  ${headline}`, ...details.map((line) => `      ${line}`)].join("\n");
}

/**
 * The action and its outcome: `update`, `create failed`, `skipped`. Skips and failures before any action have the
 * action `other`.
 */
export function actionLabel({ provisioningAction, provisioningStatusInfo: { status } }: ProvisioningLogEntry): string {
  if (provisioningAction === "stagedDelete") return "held back";
  if (status === "skipped") return "skipped";
  const action = provisioningAction === "other" ? "" : provisioningAction;
  const outcome = status === "failure" ? "failed" : status === "warning" ? "warning" : "";
  return `${action} ${outcome}`.trim() || provisioningAction;
}

/** Display name of the user, else of the account, else the user's id. */
export function userNameOf({ sourceIdentity, targetIdentity }: ProvisioningLogEntry): string {
  return sourceIdentity.displayName || targetIdentity.displayName || sourceIdentity.id;
}

function renderChanges(changes: readonly ModifiedProperty[]): string[] {
  const lines = changes.slice(0, MAX_PROPERTIES).map(({ displayName, oldValue, newValue }) => {
    const from = oldValue === null ? "" : `${shorten(oldValue)} -> `;
    return `${printable(displayName)}: ${from}${newValue === null ? "(none)" : shorten(newValue)}`;
  });
  const rest = changes.length - MAX_PROPERTIES;
  return rest > 0 ? [...lines, `and ${rest} more`] : lines;
}

function shorten(value: string): string {
  const characters = [...printable(value)];
  return `"${characters.length > MAX_VALUE_LENGTH ? `${characters.slice(0, MAX_VALUE_LENGTH).join("")}…` : characters.join("")}"`;
}
