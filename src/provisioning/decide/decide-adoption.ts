/**
 * Decides about an existing account that matches a user without one.
 */
import type { CycleContext } from "../context/context.ts";
import { describeAccount } from "../log/describe-account.ts";
import { createFailure, type Failure } from "../log/failure.ts";
import { actionDisabledFailure, mappingFailure } from "../log/skip-reasons.ts";
import type { StepFact } from "../log/steps.ts";
import { findChanges, readMappedValues } from "../mapping/attribute-changes.ts";
import { evaluateMapping } from "../mapping/evaluate-mapping.ts";
import type { Link, ObjectRecord } from "../ports/state.ts";
import type { TargetUser } from "../ports/target.ts";
import { missingDefaults, withFacts } from "./decide.ts";
import type { ListedUser, Update } from "./decision.ts";
import { linkAfter, recordWith } from "./next-record.ts";
import { resolveReferencesInOrder } from "./resolve-references.ts";

/** The account is linked, and nothing is sent. */
export interface LinkOnly {
  readonly kind: "link";
  readonly subject: ListedUser;
  readonly link: Link;
  readonly record: ObjectRecord;
  /** Why nothing is sent. */
  readonly notSent: StepFact;
}

/** The account is not taken over. */
interface AdoptionFailure {
  readonly kind: "failure";
  readonly failure: Failure;
}

/**
 * Decides about an account that matches.
 *
 * @param match - How the account was found.
 */
export async function decideAdoption(
  context: CycleContext,
  subject: ListedUser,
  account: TargetUser,
  match: StepFact,
): Promise<AdoptionFailure | LinkOnly | (Update & { readonly subject: ListedUser })> {
  const { mapping, targetName } = context;
  if (!context.adopt) {
    const reason = `The account ${describeAccount(mapping, account)} of ${targetName} matches, and taking over accounts is switched off`;
    return {
      kind: "failure",
      failure: createFailure("EntryConflict", reason, "Remove the account, or allow adoption."),
    };
  }
  const mapped = evaluateMapping(mapping.attributes, subject.read, "update", context);
  if (mapped.kind !== "values") return { kind: "failure", failure: mappingFailure(mapped) };
  const current = readMappedValues(mapping, account);
  // A reference that the directory does not have is left unchanged: it was never set from the directory.
  const present = new Map([...mapped.references].filter(([, userId]) => userId !== null));
  const references = await resolveReferencesInOrder(context, subject.sourceId, present, current);
  const values = { ...missingDefaults(context, current), ...mapped.values, ...references.values };
  const changes = findChanges(mapping.attributes, current, values);
  const found = { targetId: account.id, values: current };
  const user = withFacts(subject, references.facts);
  if (changes.length > 0 && !context.actions.update) {
    const link = linkAfter(found, [], "managed", references.awaiting);
    const notSent: StepFact = { kind: "skipped", failure: actionDisabledFailure("Update") };
    return { kind: "link", subject: user, link, record: recordWith(subject, link), notSent };
  }
  const link = linkAfter(found, changes, "managed", references.awaiting);
  const record = recordWith(subject, link);
  if (changes.length === 0) return { kind: "link", subject: user, link, record, notSent: { kind: "inSync" } };
  return {
    kind: "update",
    subject: user,
    key: subject.sourceId,
    facts: [match, { kind: "updatePlanned" }],
    changes,
    link,
    record,
  };
}
