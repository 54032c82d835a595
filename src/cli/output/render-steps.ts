/**
 * What happened to one user, step by step, in the four steps of the portal's Provision on demand.
 */
import type { ModifiedProperty, ProvisioningLogEntry, ProvisioningStep } from "../../provisioning/ports/log.ts";
import { printable } from "../process/printable.ts";
import { labelOf, nameOf } from "./render-log-entry.ts";

/** Titles of the steps, and the types of the log's steps that belong to them. */
const STAGES: readonly (readonly [title: string, types: readonly ProvisioningStep["provisioningStepType"][]])[] = [
  ["Import user", ["import"]],
  ["Determine if user is in scope", ["scoping"]],
  ["Match user between source and target system", ["matching"]],
  ["Perform action", ["processing", "referenceResolution", "export"]],
];

/** From the gravest to the most harmless. */
const GRAVITY = ["failure", "warning", "skipped", "success"] as const satisfies readonly ProvisioningStep["status"][];

/** Renders an entry: the result, each step with its details, the changed attributes, and the cause of a failure or a skip. */
export function renderSteps(entry: ProvisioningLogEntry, options: { readonly dryRun: boolean }): string {
  const { provisioningSteps, modifiedProperties, provisioningStatusInfo } = entry;
  const dryRun = options.dryRun ? " (dry run, nothing was written)" : "";
  const stages = STAGES.map(([title, types]) => ({
    title,
    steps: provisioningSteps.filter((step) => types.includes(step.provisioningStepType)),
  })).filter(({ steps }) => steps.length > 0);
  const lines = [
    `${printable(nameOf(entry))}: ${labelOf(entry)}${dryRun}`,
    ...stages.flatMap(({ title, steps }, index) => ["", ...renderStage(`${index + 1}. ${title}`, steps)]),
    ...section("Modified attributes", modifiedProperties.map(renderChange)),
    ...section("Cause", renderCause(provisioningStatusInfo.errorInformation)),
  ];
  return `${lines.join("\n")}\n`;
}

function section(title: string, rows: readonly string[]): string[] {
  return rows.length === 0 ? [] : ["", title, ...rows.map((row) => `   ${row}`)];
}

function renderStage(title: string, steps: readonly ProvisioningStep[]): string[] {
  const status = GRAVITY.find((gravity) => steps.some((step) => step.status === gravity)) ?? "success";
  const rows = steps.flatMap(({ description, details }) => [printable(description), ...renderDetails(details)]);
  return [`${title}: ${status}`, ...rows.map((row) => `   ${row}`)];
}

function renderDetails(details: Readonly<Record<string, string>>): string[] {
  const rows = Object.entries(details).map(([name, value]) => [printable(name), printable(value)] as const);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`.trimEnd());
}

function renderChange({ displayName, oldValue, newValue }: ModifiedProperty): string {
  return `${printable(displayName)}: ${shown(oldValue)} → ${shown(newValue)}`;
}

function shown(value: string | null): string {
  return value === null ? "(none)" : `"${printable(value)}"`;
}

function renderCause(error: ProvisioningLogEntry["provisioningStatusInfo"]["errorInformation"]): string[] {
  if (error === null) return [];
  const more = [error.additionalDetails, error.recommendedAction].filter((text) => text !== null && text !== "");
  return [`${error.errorCode}: ${error.reason}`, ...more.map(String)].map(printable);
}
