/**
 * Source and target system of a job, as its log entries describe them.
 */
import { findUserMapping, SchemaDocument } from "../mapping/schema-document.ts";
import type { LogIdentity, ProvisioningLogEntry } from "../ports/log.ts";

/** What the synchronization schema says about the two systems. */
export interface SystemIdentifiers {
  /** Id of the source directory; empty when the schema has none. */
  readonly sourceId: string;
  /** Id of the target directory; empty when the schema has none. */
  readonly targetId: string;
  /** Object type of users in the source. */
  readonly sourceType: string;
  /** Object type of users in the target. */
  readonly targetType: string;
}

const UNKNOWN: SystemIdentifiers = { sourceId: "", targetId: "", sourceType: "User", targetType: "User" };

/**
 * Reads the identifiers from the document of a synchronization schema; the defaults for a mapping that was not read
 * from one.
 */
export function readSystems(document: unknown): SystemIdentifiers {
  const parsed = SchemaDocument.safeParse(document);
  if (!parsed.success) return UNKNOWN;
  const { rule, mapping } = findUserMapping(parsed.data);
  const idOf = (name: string | null | undefined) =>
    parsed.data.directories?.find((directory) => directory.name === name)?.id ?? "";
  return {
    sourceId: idOf(rule.sourceDirectoryName),
    targetId: idOf(rule.targetDirectoryName),
    sourceType: mapping.sourceObjectName,
    targetType: mapping.targetObjectName ?? UNKNOWN.targetType,
  };
}

/** What all log entries of a job have in common. */
export type LogEntryBase = Pick<
  ProvisioningLogEntry,
  "tenantId" | "servicePrincipal" | "sourceSystem" | "targetSystem"
> & {
  /** Object types of the two identities. */
  readonly identityTypes: { readonly source: string; readonly target: string };
};

/** Returns what all log entries of a job have in common. The details of the target system are named as in Entra. */
export function createLogEntryBase(
  systems: SystemIdentifiers,
  names: { readonly source: string; readonly target: string },
  { tenantId, servicePrincipal }: LogIdentity,
): LogEntryBase {
  const details: Record<string, string> = {};
  if (servicePrincipal?.appId !== undefined) details["ApplicationId"] = servicePrincipal.appId;
  if (servicePrincipal !== undefined) {
    details["ServicePrincipalId"] = servicePrincipal.id;
    details["ServicePrincipalDisplayName"] = servicePrincipal.displayName;
  }
  return {
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(servicePrincipal === undefined
      ? {}
      : { servicePrincipal: { id: servicePrincipal.id, displayName: servicePrincipal.displayName } }),
    sourceSystem: { id: systems.sourceId, displayName: names.source, details: {} },
    targetSystem: { id: systems.targetId, displayName: names.target, details },
    identityTypes: { source: systems.sourceType, target: systems.targetType },
  };
}
