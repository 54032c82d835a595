/** Renders what happened to one user, in the four steps of the portal's Provision on demand. */
import type { ModifiedProperty, ProvisioningLogEntry, ProvisioningStep } from "../../provisioning/ports/log.ts";
import { printable } from "../process/printable.ts";
import { actionLabel, userNameOf } from "./render-log-entry.ts";

/** Titles of the portal's steps, and the types of the log's steps in each. */
const PORTAL_STEPS: readonly (readonly [title: string, types: readonly ProvisioningStep["provisioningStepType"][]])[] =
  [
    ["Import user", ["import"]],
    ["Determine if user is in scope", ["scoping"]],
    ["Match user between source and target system", ["matching"]],
    ["Perform action", ["processing", "referenceResolution", "export"]],
  ];

/** From the most to the least severe. */
const STATUS_BY_SEVERITY = [
  "failure",
  "warning",
  "skipped",
  "success",
] as const satisfies readonly ProvisioningStep["status"][];

/**
 * Renders an entry: the result, each step with its details, the changed attributes, and the cause of a failure or a
 * skip.
 */
export function renderSteps(entry: ProvisioningLogEntry, options: { readonly dryRun: boolean }): string {
  const { provisioningSteps, modifiedProperties, provisioningStatusInfo } = entry;
  const dryRun = options.dryRun ? " (dry run, nothing was written)" : "";
  const portalSteps = PORTAL_STEPS.map(([title, types]) => ({
    title,
    steps: provisioningSteps.filter((step) => types.includes(step.provisioningStepType)),
  })).filter(({ steps }) => steps.length > 0);
  const lines = [
    `${printable(userNameOf(entry))}: ${actionLabel(entry)}${dryRun}`,
    ...portalSteps.flatMap(({ title, steps }, index) => ["", ...renderStep(`${index + 1}. ${title}`, steps)]),
    ...section("Modified attributes", modifiedProperties.map(renderChange)),
    ...section("Cause", renderCause(provisioningStatusInfo.errorInformation)),
  ];
  return `${lines.join("\n")}\n`;
}

function section(title: string, rows: readonly string[]): string[] {
  return rows.length === 0 ? [] : ["", title, ...rows.map((row) => `   ${row}`)];
}

function renderStep(title: string, steps: readonly ProvisioningStep[]): string[] {
  const status = STATUS_BY_SEVERITY.find((candidate) => steps.some((step) => step.status === candidate)) ?? "success";
  const rows = steps.flatMap(({ description, details }) => [printable(description), ...renderDetails(details)]);
  return [`${title}: ${status}`, ...rows.map((row) => `   ${row}`)];
}

function renderDetails(details: Readonly<Record<string, string>>): string[] {
  const rows = Object.entries(details).map(([name, value]) => [printable(name), printable(value)] as const);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`.trimEnd());
}

function renderChange({ displayName, oldValue, newValue }: ModifiedProperty): string {
  return `${printable(displayName)}: ${renderValue(oldValue)} → ${renderValue(newValue)}`;
}

function renderValue(value: string | null): string {
  return value === null ? "(none)" : `"${printable(value)}"`;
}

function renderCause(error: ProvisioningLogEntry["provisioningStatusInfo"]["errorInformation"]): string[] {
  if (error === null) return [];
  const more = [error.additionalDetails, error.recommendedAction].filter((detail) => detail !== null && detail !== "");
  return [`${error.errorCode}: ${error.reason}`, ...more.map(String)].map(printable);
}
