/**
 * Which accounts the target has, and whose they are. Nothing is written.
 */
import { ProvisioningError } from "../../errors.ts";
import type { CycleContext } from "../context/context.ts";
import type { JobContext } from "../context/job-context.ts";
import { inspectSource, openCycle, openDelivery } from "../cycle/open-cycle.ts";
import { sourceEvents } from "../cycle/source-events.ts";
import { evaluateUser, isInScope } from "../decide/evaluate-user.ts";
import { accountNameOf } from "../log/log-entry.ts";
import { readMappedValues } from "../mapping/attribute-changes.ts";
import { type AttributeReader, evaluateMapping } from "../mapping/evaluate-mapping.ts";
import { readSourceAttribute } from "../mapping/source-attributes.ts";
import type { SourceUser } from "../ports/source.ts";
import type { DiscoveredAccount } from "./types.ts";

interface KnownUser {
  readonly id: string;
  readonly name: string;
  readonly inScope: boolean;
}

/** Users of the source, by id and by the values that accounts are matched by. */
interface KnownUsers {
  readonly byId: ReadonlyMap<string, KnownUser>;
  /** Ids of users; some of them may be gone by the end of the read. */
  readonly byValue: ReadonlyMap<string, string>;
}

/** Lists every account of the target; none before the source was read to its end, as accounts of unread users would look local. All users of the source are held in memory meanwhile, by id and matching value. */
export async function* discover(job: JobContext, signal: AbortSignal | undefined): AsyncIterable<DiscoveredAccount> {
  await inspectSource(job, signal);
  const { state } = job;
  const readOnly: JobContext = { ...job, sinks: [], dryRun: true };
  const context = await openCycle(readOnly, await state.readJob(), openDelivery(readOnly), signal);
  const users = await knownUsers(context, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
  for await (const account of context.target.users.list({ signal })) {
    const values = readMappedValues(context.mapping, account);
    const linked = await state.ownerOf(account.id);
    const user = (linked === undefined ? undefined : users.byId.get(linked)) ?? firstMatch(context, users, values);
    yield {
      targetId: account.id,
      name: accountNameOf(context.mapping, values),
      standing: user === undefined ? "local" : user.inScope ? "assigned" : "unassigned",
      linked: linked !== undefined,
      ...(user === undefined ? {} : { sourceId: user.id, sourceName: user.name }),
    };
  }
}

async function knownUsers(context: CycleContext, signal: AbortSignal | undefined): Promise<KnownUsers> {
  const byId = new Map<string, KnownUser>();
  const byValue = new Map<string, string>();
  let complete = false;
  for await (const event of sourceEvents(context.source.read({ signal }))) {
    if (event.kind === "end") complete = true;
    if (event.kind === "removed") byId.delete(event.id);
    if (event.kind !== "user") continue;
    const { user } = event;
    const evaluation = evaluateUser(context, user);
    byId.set(user.id, { id: user.id, name: evaluation.name, inScope: isInScope(evaluation) });
    // As a cycle looks for an account: with defaults, and with what is mapped for creation only.
    const mapped = evaluateMapping(context.mapping.matching, readerOf(user), "create", context);
    if (mapped.kind !== "values") continue;
    for (const [target, value] of Object.entries(mapped.values)) {
      const key = keyOf(target, value);
      if (!byId.has(byValue.get(key) ?? "")) byValue.set(key, user.id);
    }
  }
  signal?.throwIfAborted();
  if (!complete) throw new ProvisioningError("incomplete_source", `${context.sourceName} ended before its end`);
  return { byId, byValue };
}

function readerOf(user: SourceUser): AttributeReader {
  return (name) => (name === "IsSoftDeleted" ? false : readSourceAttribute(user, name));
}

function firstMatch(
  context: CycleContext,
  users: KnownUsers,
  values: Readonly<Record<string, unknown>>,
): KnownUser | undefined {
  for (const { target } of context.mapping.matching) {
    const user = users.byId.get(users.byValue.get(keyOf(target, values[target])) ?? "");
    if (user !== undefined) return user;
  }
  return undefined;
}

/** Matching values are compared without case, as targets compare user names. */
function keyOf(target: string, value: unknown): string {
  return `${target}\n${String(value).toLowerCase()}`;
}
