/**
 * The limitations of a profile as the guards of resources and operations run them, under the policy of the client.
 */
import type { Logger } from "../client/index.ts";
import { ServiceLimitationError } from "../errors.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import { enforceLimitations, type LimitationPolicy } from "../profile/enforce.ts";
import type { RuleContext, ServiceProfile, Violation } from "../profile/service-profile.ts";

/** What a guard works with. */
export interface GuardOptions {
  /** Where the limitations stand. */
  readonly profile: ServiceProfile;
  /** What to do about a violation. */
  readonly policy: LimitationPolicy;
  /** Brings a phone number to E.164. */
  readonly normalizePhone?: RuleContext["normalizePhone"];
  /** Warned of repairs that leave something out. */
  readonly logger?: Logger | undefined;
}

/** The limitations as the guard of operations uses them. */
export interface Rules {
  /**
   * Runs the limitations over a resource or a part of one.
   *
   * @param counts - which violations count: those of attributes that are not part of the write do not
   * @throws ServiceLimitationError for the first one that counts and is not mended.
   */
  enforce(resource: JsonObject, counts: (violation: Violation) => boolean): JsonObject;
  /** What a resource breaks, whatever the policy says. */
  check(resource: JsonObject): readonly Violation[];
  /** Refuses a violation that cannot be mended, unless the policy says to ignore it. */
  refuse(violation: Violation): void;
}

/** The rules of a profile under a policy. */
export function createRules({ profile, policy, normalizePhone, logger }: GuardOptions): Rules {
  return {
    enforce(resource, counts) {
      const decide: LimitationPolicy =
        typeof policy === "function" ? (violation) => (counts(violation) ? policy(violation) : "ignore") : policy;
      const result = enforceLimitations(profile.limitations, resource, { normalizePhone }, decide);
      const refused = result.violations.find(counts);
      if (refused !== undefined) throw limitationError(refused, profile);
      for (const { code, message, path } of result.repaired.filter(counts)) {
        if (!losesNothing(code, resource, result.resource))
          logger?.warn?.(`${profile.name}: ${path}: ${message}; mended before sending`);
      }
      return result.resource;
    },
    check(resource) {
      return profile.limitations.flatMap((limitation) => limitation.check(resource, { normalizePhone }));
    },
    refuse(violation) {
      if (typeof policy === "function" && policy(violation) === "ignore") return;
      throw limitationError(violation, profile);
    },
  };
}

/** A work email filled from userName is what the service does itself, and a number in E.164 form is the same number; other repairs leave something out. */
function losesNothing(code: Violation["code"], before: JsonObject, after: JsonObject): boolean {
  return code === "missing_work_email" || (code === "phone_not_e164" && phoneCount(before) === phoneCount(after));
}

function phoneCount({ phoneNumbers }: JsonObject): number {
  return Array.isArray(phoneNumbers) ? phoneNumbers.length : 0;
}

function limitationError({ code, path, message }: Violation, profile: ServiceProfile): ServiceLimitationError {
  const explanation = profile.limitations.find((limitation) => limitation.code === code)?.explanation ?? "";
  return new ServiceLimitationError(code, path, `${path}: ${message}. ${explanation}`.trimEnd());
}
