/** Picks one example of each kind from the entries on their way to a log. */
import type { LogSink, ProvisioningLogEntry } from "../../provisioning/ports/log.ts";

/** One entry of each kind, if there was one. */
type Examples = ReadonlyMap<ExampleKind, ProvisioningLogEntry>;

/** The kinds of examples, in the order in which they are shown. */
export const EXAMPLE_KINDS = ["create", "update", "disable", "skip", "failure"] as const;

/** A kind of example. */
type ExampleKind = (typeof EXAMPLE_KINDS)[number];

/** A sink that passes all entries on, and the examples so far. */
export interface ExamplePicker {
  readonly sink: LogSink;
  readonly examples: Examples;
}

/**
 * Picks from the entries that pass through to a log. Of several entries of a kind it keeps the one with the most
 * changes, in whatever order.
 */
export function pickExamples(log: LogSink): ExamplePicker {
  const examples = new Map<ExampleKind, ProvisioningLogEntry>();
  const consider = (entry: ProvisioningLogEntry) => {
    const kind = kindOf(entry);
    if (kind === undefined) return;
    const known = examples.get(kind);
    if (known === undefined || compare(entry, known) < 0) examples.set(kind, entry);
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
  return { sink, examples };
}

function kindOf({ provisioningAction, provisioningStatusInfo }: ProvisioningLogEntry): ExampleKind | undefined {
  const { status } = provisioningStatusInfo;
  if (status === "failure") return "failure";
  if (status === "skipped") return "skip";
  if (status !== "success") return undefined;
  return EXAMPLE_KINDS.find((kind) => kind === provisioningAction);
}

function compare(a: ProvisioningLogEntry, b: ProvisioningLogEntry): number {
  const changes = b.modifiedProperties.length - a.modifiedProperties.length;
  if (changes !== 0) return changes;
  return a.sourceIdentity.id < b.sourceIdentity.id ? -1 : 1;
}
