/** The limitations of a profile as the guards of resources and operations run them, under the policy of the client. */
import type { DroppedValue, Logger } from "../client/index.ts";
import { isScimError, ServiceLimitationError } from "../errors.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import { UserType } from "../models/index.ts";
import { readPath } from "../patch/read-path.ts";
import { enforceLimitations, type LimitationPolicy } from "../profile/enforce.ts";
import type { RuleContext, ServiceProfile, Violation } from "../profile/service-profile.ts";

/** What a guard works with. */
export interface GuardOptions {
  /** The service with its limitations. */
  readonly profile: ServiceProfile;
  /** What to do about a violation. */
  readonly policy: LimitationPolicy;
  /** Converts a phone number to E.164. */
  readonly normalizePhone?: RuleContext["normalizePhone"];
  /** Logs repairs that leave something out, without the values. */
  readonly logger?: Logger | undefined;
  /** What becomes of the stored phone number when the new one cannot be sent. */
  readonly invalidPhone: "keep" | "remove";
}

/** The limitations of a profile under a policy. */
export interface GuardRules {
  /**
   * Runs the limitations over a resource or a part of one.
   *
   * @param applies - which violations apply: those of attributes that the write does not contain do not
   * @returns the repaired resource.
   * @throws ServiceLimitationError for the first violation that applies and is not repaired.
   */
  enforce(resource: JsonObject, applies: (violation: Violation) => boolean): JsonObject;
  /** The violations of a resource, whatever the policy is. */
  check(resource: JsonObject): readonly Violation[];
  /** Rejects a violation that cannot be repaired, unless the policy ignores it. */
  reject(violation: Violation): void;
  /** What becomes of the stored phone number when the new one cannot be sent. */
  readonly invalidPhone: "keep" | "remove";
}

/**
 * The limitations of a profile under a policy.
 *
 * @param onDropped - called for each value that a repair leaves out, in place of the logger
 */
export function createRules(
  { profile, policy, normalizePhone, logger, invalidPhone }: GuardOptions,
  onDropped?: (dropped: DroppedValue) => void,
): GuardRules {
  const report = ({ code, message, path, value }: Violation, resource: JsonObject): void => {
    if (onDropped !== undefined) {
      onDropped({ attribute: path, value: value ?? valueAt(resource, path), reason: message });
    } else logger?.warn?.({ code, path }, `${profile.name}: ${path} dropped before sending: ${message}`);
  };
  return {
    invalidPhone,
    enforce(resource, applies) {
      const decide: LimitationPolicy =
        typeof policy === "function" ? (violation) => (applies(violation) ? policy(violation) : "ignore") : policy;
      const result = enforceLimitations(profile.limitations, resource, { normalizePhone }, decide);
      const rejected = result.violations.find(applies);
      if (rejected !== undefined) throw limitationError(rejected, profile);
      for (const violation of result.repaired.filter(applies)) {
        if (!isLossless(violation.code, resource, result.resource)) report(violation, resource);
      }
      return result.resource;
    },
    check(resource) {
      return profile.limitations.flatMap((limitation) => limitation.check(resource, { normalizePhone }));
    },
    reject(violation) {
      if (typeof policy === "function" && policy(violation) === "ignore") return;
      throw limitationError(violation, profile);
    },
  };
}

/**
 * Whether a repair loses nothing: the service fills in the work email from userName too, and a converted phone number
 * is the same number.
 */
function isLossless(code: Violation["code"], before: JsonObject, after: JsonObject): boolean {
  return code === "missing_work_email" || (code === "phone_not_e164" && phoneCount(before) === phoneCount(after));
}

/** The value of a path; undefined where it is none of the type. */
function valueAt(resource: JsonObject, path: string): unknown {
  try {
    return readPath(resource, path, UserType);
  } catch (error) {
    if (!isScimError(error)) throw error;
    return undefined;
  }
}

function phoneCount({ phoneNumbers }: JsonObject): number {
  return Array.isArray(phoneNumbers) ? phoneNumbers.length : 0;
}

function limitationError({ code, path, message }: Violation, profile: ServiceProfile): ServiceLimitationError {
  const explanation = profile.limitations.find((limitation) => limitation.code === code)?.explanation ?? "";
  return new ServiceLimitationError(code, path, `${path}: ${message}. ${explanation}`.trimEnd());
}
