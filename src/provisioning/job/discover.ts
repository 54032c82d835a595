/**
 * Discovers the accounts of the target and the users that they belong to.
 */
import { ProvisioningError } from "../../errors.ts";
import { equalityFilter, filterKey } from "../context/account-index.ts";
import type { CycleContext } from "../context/context.ts";
import type { JobContext } from "../context/job-context.ts";
import { inspectSource, openCycle, openDelivery } from "../cycle/open-cycle.ts";
import { sourceEvents } from "../cycle/source-events.ts";
import { requireSameIdentities } from "../cycle/state-binding.ts";
import { evaluateUser, isInScope } from "../decide/evaluate-user.ts";
import { accountNameOf } from "../log/log-entry.ts";
import { readMappedValues } from "../mapping/attribute-changes.ts";
import { evaluateMapping } from "../mapping/evaluate-mapping.ts";
import { userAttributeReader } from "../mapping/source-attributes.ts";
import { PlanningState } from "../planning/planning-state.ts";
import type { SourceUser } from "../ports/source.ts";
import type { TargetValues } from "../ports/state.ts";
import type { DiscoveredAccount } from "./types.ts";

/** A user of the source. */
interface KnownUser {
  readonly id: string;
  readonly name: string;
  readonly inScope: boolean;
}

/** The users of the source, by id and by the values that accounts are matched by. */
interface KnownUsers {
  readonly byId: ReadonlyMap<string, KnownUser>;
  /** Matching value to the id of a user, who may be removed by the end of the read. */
  readonly idByValue: ReadonlyMap<string, string>;
}

/**
 * Lists every account of the target, and writes nothing. The source is read to its end first, because accounts of
 * unread users would look local; meanwhile all users are held in memory, by id and matching value.
 */
export async function* discover(job: JobContext, signal: AbortSignal | undefined): AsyncIterable<DiscoveredAccount> {
  const before = await job.state.readJob();
  requireSameIdentities(job, before);
  const inspected = await inspectSource(job, signal);
  // A job that rebinds its state forgets links: here in a copy.
  const state = new PlanningState(job.state);
  const readOnly: JobContext = { ...job, state, sinks: [] };
  const options = { inspected, everybody: true, signal };
  const { context } = await openCycle(readOnly, before, openDelivery(readOnly), options);
  const users = await readKnownUsers(context, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
  for await (const account of context.target.users.list({ signal })) {
    const values = readMappedValues(context.mapping, account);
    const owner = await state.ownerOf(account.id);
    const user = (owner === undefined ? undefined : users.byId.get(owner)) ?? matchingUser(context, users, values);
    yield {
      targetId: account.id,
      name: accountNameOf(context.mapping, values),
      status: user === undefined ? "local" : user.inScope ? "assigned" : "unassigned",
      linked: owner !== undefined,
      ...(user === undefined ? {} : { sourceId: user.id, sourceName: user.name }),
    };
  }
}

async function readKnownUsers(context: CycleContext, signal: AbortSignal | undefined): Promise<KnownUsers> {
  const byId = new Map<string, KnownUser>();
  const idByValue = new Map<string, string>();
  let complete = false;
  const { mirror } = context.state;
  for await (const event of sourceEvents(context.source.read({ mirror, attributes: context.reads, signal }), signal)) {
    if (event.kind === "end") complete = true;
    if (event.kind === "removed") byId.delete(event.id);
    if (event.kind !== "user") continue;
    const { user } = event;
    const evaluation = evaluateUser(context, user);
    byId.set(user.id, { id: user.id, name: evaluation.name, inScope: isInScope(evaluation) });
    for (const key of matchingKeys(context, user)) {
      if (!byId.has(idByValue.get(key) ?? "")) idByValue.set(key, user.id);
    }
  }
  signal?.throwIfAborted();
  if (!complete) throw new ProvisioningError("incomplete_source", `${context.sourceName} ended before its end`);
  return { byId, idByValue };
}

/**
 * The values that a cycle would find the user's account by: with defaults, and with attributes mapped for creation
 * only.
 */
function matchingKeys(context: CycleContext, user: SourceUser): readonly string[] {
  const mapped = evaluateMapping(
    context.mapping.matching,
    userAttributeReader(user, false, undefined),
    "create",
    context,
  );
  return mapped.kind === "values" ? Object.entries(mapped.values).map(([target, value]) => keyOf(target, value)) : [];
}

function matchingUser(context: CycleContext, users: KnownUsers, values: TargetValues): KnownUser | undefined {
  for (const { target } of context.mapping.matching) {
    const user = users.byId.get(users.idByValue.get(keyOf(target, values[target])) ?? "");
    if (user !== undefined) return user;
  }
  return undefined;
}

/** Matching values are compared without case, as targets compare user names. */
function keyOf(target: string, value: unknown): string {
  return filterKey(equalityFilter(target, String(value)));
}
