/**
 * The two sides of a job as its log names them: by the ids and object types of the synchronization schema, and by what is known of tenant and application.
 */

import { findUserMapping } from "../mapping/schema.ts";
import { SchemaDocument } from "../mapping/schema-document.ts";
import type { LogIdentity, ProvisioningLogEntry, ProvisioningSystem } from "../ports/log.ts";

/** What a synchronization schema says of the two sides. */
export interface SchemaSystems {
  /** Ids of the directories; empty where the document has none. */
  readonly sourceId: string;
  readonly targetId: string;
  /** Object types of the mapping of users. */
  readonly sourceType: string;
  readonly targetType: string;
}

const UNKNOWN: SchemaSystems = { sourceId: "", targetId: "", sourceType: "User", targetType: "User" };

/** Reads the two sides out of the document of a synchronization schema; a document that is none says nothing. */
export function readSystems(document: unknown): SchemaSystems {
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

/** What is the same in all entries of a job. */
export type LogEntryBase = Pick<
  ProvisioningLogEntry,
  "tenantId" | "servicePrincipal" | "sourceSystem" | "targetSystem"
> & {
  /** Object types of the two identities. */
  readonly identityTypes: { readonly source: string; readonly target: string };
};

/** Puts together what is the same in all entries. Details of the target system are those of Entra. */
export function createLogEntryBase(
  systems: SchemaSystems,
  names: { readonly source: string; readonly target: string },
  { tenantId, servicePrincipal }: LogIdentity,
): LogEntryBase {
  const source: ProvisioningSystem = { id: systems.sourceId, displayName: names.source, details: {} };
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
    sourceSystem: source,
    targetSystem: { id: systems.targetId, displayName: names.target, details },
    identityTypes: { source: systems.sourceType, target: systems.targetType },
  };
}
