/** Renders a synchronization schema as lines of text, one a rule, and the lines in which two schemas differ. */
import { compareMappings, describeMapping } from "../../provisioning/compare/describe-mapping.ts";
import type { SynchronizationSchema } from "../../provisioning/index.ts";
import { printable } from "../process/printable.ts";

/** Renders the mapping of users: actions, filters, then attributes with their expressions. */
export function renderMapping({ users }: SynchronizationSchema): readonly string[] {
  return describeMapping(users).map(printable);
}

/** Renders the differences: lines of the first schema after `-`, those of the second after `+`. */
export function renderMappingDiff(first: SynchronizationSchema, second: SynchronizationSchema): readonly string[] {
  return compareMappings(first.users, second.users).map(({ sign, line }) => printable(`${sign} ${line}`));
}
