/**
 * Evaluates a user of the source: its roles, whether it is in scope, and the digest of everything that a decision about
 * it reads.
 */
import { type ExpressionError, isExpressionError } from "../../errors.ts";
import type { CycleContext } from "../context/context.ts";
import { displayNameOf } from "../log/log-entry.ts";
import { fingerprint } from "../mapping/digest.ts";
import { evaluateScope, type ScopeEvaluation } from "../mapping/scoping-filter.ts";
import { isNamed, readSourceAttribute } from "../mapping/source-attributes.ts";
import type { AssignedRole, SourceUser } from "../ports/source.ts";

/** A user of the source as it is now. */
export interface UserEvaluation {
  readonly user: SourceUser;
  /** Display name for the log. */
  readonly name: string;
  readonly roles: readonly AssignedRole[];
  /** The error of a scoping filter that could not be evaluated, such as a pattern with excessive backtracking. */
  readonly scope: ScopeEvaluation | ExpressionError;
  /** Digest of everything that a decision reads. */
  readonly fingerprint: string;
}

/** What a digest has in place of an attribute that the source does not have: it differs from an empty one. */
const NOT_MENTIONED = {};

/** Evaluates a user. */
export function evaluateUser(context: CycleContext, user: SourceUser): UserEvaluation {
  const name = displayNameOf(user, context.mapping);
  const roles = context.assignments?.rolesOf(user.id) ?? [];
  if (context.readsRoles) for (const role of roles) if (!isNamed(role)) context.unnamedRoles.add(role.id);
  const scope = tryEvaluateScope(context, user, roles);
  const values = context.reads.map((attribute) =>
    context.missingAttributes.has(attribute) ? NOT_MENTIONED : readSourceAttribute(user, attribute),
  );
  // A filter that fails for a user fails again until the user or the filter changes.
  const scopeResult = (isExpressionError(scope) ? scope.code : scope.reason) ?? "";
  const facts = [context.decisionFingerprint, values, roles, scopeResult, name];
  return { user, name, roles, scope, fingerprint: fingerprint(JSON.stringify(facts)) };
}

function tryEvaluateScope(
  context: CycleContext,
  user: SourceUser,
  roles: readonly AssignedRole[],
): ScopeEvaluation | ExpressionError {
  try {
    return evaluateScope(context.scope, user, roles);
  } catch (error) {
    if (isExpressionError(error)) return error;
    throw error;
  }
}

/** Whether the user gets an account; not while its scope cannot be evaluated. */
export function isInScope({ scope }: UserEvaluation): boolean {
  return !isExpressionError(scope) && scope.reason === undefined;
}
