/**
 * Picks log entries that are worth reading, while they pass by.
 */
import type { LogSink, ProvisioningLogEntry } from "../../provisioning/ports/log.ts";

/** One entry of each kind, where there was one. */
export type Findings = ReadonlyMap<Kind, ProvisioningLogEntry>;

/** Kinds of entries, in the order in which they are shown. */
export const KINDS = ["create", "update", "disable", "skip", "failure"] as const;

/** A kind of entry. */
export type Kind = (typeof KINDS)[number];

/** A sink that hands everything on, and what it has found so far. */
export interface WorthReading {
  readonly sink: LogSink;
  readonly findings: Findings;
}

/** Watches the entries on their way to a log. Of several entries of a kind the one with the most changes is kept, whatever their order. */
export function worthReading(log: LogSink): WorthReading {
  const findings = new Map<Kind, ProvisioningLogEntry>();
  const consider = (entry: ProvisioningLogEntry) => {
    const kind = kindOf(entry);
    if (kind === undefined) return;
    const known = findings.get(kind);
    if (known === undefined || compare(entry, known) < 0) findings.set(kind, entry);
  };
  const sink: LogSink = {
    ...(log.name === undefined ? {} : { name: log.name }),
    ...(log.batchSize === undefined ? {} : { batchSize: log.batchSize }),
    lastEntryId: () => log.lastEntryId(),
    async append(entries) {
      await log.append(entries);
      entries.forEach(consider);
    },
  };
  return { sink, findings };
}

function kindOf({ provisioningAction, provisioningStatusInfo }: ProvisioningLogEntry): Kind | undefined {
  const { status } = provisioningStatusInfo;
  if (status === "failure") return "failure";
  if (status === "skipped") return "skip";
  if (status !== "success") return undefined;
  return KINDS.find((kind) => kind === provisioningAction);
}

function compare(a: ProvisioningLogEntry, b: ProvisioningLogEntry): number {
  const changes = b.modifiedProperties.length - a.modifiedProperties.length;
  if (changes !== 0) return changes;
  return a.sourceIdentity.id < b.sourceIdentity.id ? -1 : 1;
}
