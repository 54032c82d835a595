/** Makes the target of a job: Proxyclick, with the rules of its connector, or any SCIM service, without them. */
import { ScimClient } from "../../client/index.ts";
import { UserType } from "../../models/index.ts";
import type { ProvisioningTarget } from "../../provisioning/index.ts";
import { ProxyclickScimClient } from "../../proxyclick/index.ts";
import type { JobOptions } from "../options/job-options.ts";
import type { TargetProfile } from "../options/target-profile.ts";
import type { Warnings } from "../output/collect-warnings.ts";
import { configured, usageError } from "../process/exit-status.ts";
import { phoneNormalizer } from "./normalize-phone.ts";

/** What a target is made of, besides the options. */
interface TargetParts {
  readonly secretToken: string;
  /** Collects what its client warns about. */
  readonly warnings: Warnings;
  readonly service: TargetProfile;
}

/**
 * Makes the target.
 *
 * @throws CommanderError for options that its client rejects, and for Proxyclick's own ones with another profile.
 */
export function openTarget(options: JobOptions, { secretToken, warnings, service }: TargetParts): ProvisioningTarget {
  const { target, pace, defaultCountry, invalidPhone } = options;
  const { isProxyclick, isDiscovered, profile } = service;
  const common = {
    ...(!isDiscovered && { profile }),
    ...(pace !== undefined && { pace: { requestsPerSecond: pace } }),
    logger: { warn: (_fields: object, message: string) => warnings.warn(message) },
  };
  if (!isProxyclick) {
    const phoneOption = defaultCountry !== undefined ? "--default-country" : invalidPhone && "--invalid-phone";
    if (phoneOption !== undefined)
      throw usageError(`${phoneOption} is a rule for Proxyclick, and --profile names another service`);
    const client = configured(() => new ScimClient({ ...common, baseUrl: target, token: secretToken }));
    return {
      name: "SCIM service",
      identity: client.identity,
      users: client.resources(UserType),
      testConnection: (settings) => client.testConnection(settings),
    };
  }
  return configured(
    () =>
      new ProxyclickScimClient({
        ...common,
        tenantUrl: target,
        secretToken,
        normalizePhone: phoneNormalizer(defaultCountry),
        invalidPhone,
      }),
  );
}
