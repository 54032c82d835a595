/**
 * Creates the account of a user for whom none was found.
 */
import type { CycleContext } from "../context/context.ts";
import { withFacts } from "../decide/decide.ts";
import type { FindOrCreate, ListedUser } from "../decide/decision.ts";
import { recordWith } from "../decide/next-record.ts";
import { resolveReferencesInOrder } from "../decide/resolve-references.ts";
import type { Failure } from "../log/failure.ts";
import { actionDisabledFailure } from "../log/skip-reasons.ts";
import { findChanges } from "../mapping/attribute-changes.ts";
import type { Link, TargetValues } from "../ports/state.ts";
import { type PendingFailure, toPendingFailure } from "./record-failure.ts";
import { chooseUniqueValues, type UniqueValues } from "./unique-values.ts";
import { requestFailure, write } from "./write.ts";

/** Creates an account. */
export async function create(context: CycleContext, decision: FindOrCreate): Promise<PendingFailure | undefined> {
  if (!context.actions.create) return notCreated(decision.subject, actionDisabledFailure("Create"));
  const references = await resolveReferencesInOrder(context, decision.subject.sourceId, decision.references, {});
  const subject = withFacts(decision.subject, references.facts);
  const unique = await tryToChooseUniqueValues(context, subject);
  if ("failure" in unique) return notCreated(subject, unique.failure);
  try {
    const values = { ...decision.values, ...references.values, ...unique.values };
    return await send(context, { ...decision, subject }, values, references.awaiting);
  } finally {
    unique.release();
  }
}

async function tryToChooseUniqueValues(
  context: CycleContext,
  subject: ListedUser,
): Promise<UniqueValues | { readonly failure: Failure }> {
  try {
    return await chooseUniqueValues(context, subject);
  } catch (error) {
    return { failure: requestFailure(error) };
  }
}

function notCreated(subject: ListedUser, failure: Failure): PendingFailure {
  return { subject, failure, action: "other" };
}

async function send(
  context: CycleContext,
  { subject, filters }: FindOrCreate,
  values: TargetValues,
  awaiting: Link["awaiting"],
): Promise<PendingFailure | undefined> {
  const link: Link = { targetId: "", values, status: "managed", ...(awaiting === undefined ? {} : { awaiting }) };
  const decision = {
    kind: "create",
    subject,
    facts: [{ kind: "createPlanned", filters }],
    filters,
    changes: findChanges(context.mapping.attributes, {}, values),
    link,
    record: recordWith(subject, link),
  } as const;
  const result = await write(context, decision);
  return result.kind === "failed" ? toPendingFailure(decision, result) : undefined;
}
