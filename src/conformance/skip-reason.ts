/** Decides whether a check applies to a service. */
import type { Check } from "./checks/check.ts";
import type { Discovery } from "./service/discovery.ts";
import type { ConformanceProfile } from "./service/profile.ts";

/** Returns why a check does not apply to a service and profile; undefined when it does. */
export function skipReason(check: Check, discovery: Discovery, profile: ConformanceProfile): string | undefined {
  if (check.profiles !== undefined && !check.profiles.includes(profile)) return `not part of the profile ${profile}`;
  for (const need of check.needs) {
    const isAbsence = need.startsWith("!");
    const feature = isAbsence ? need.slice(1) : need;
    const has = [...discovery.features].some((name) => name === feature);
    if (has !== isAbsence) continue;
    return isAbsence
      ? `the service supports ${FEATURE_NAMES[feature] ?? feature}`
      : `the service declares no support for ${FEATURE_NAMES[feature] ?? feature}`;
  }
  const missing = check.attributes.find((path) => !discovery.hasAttribute(path));
  return missing === undefined ? undefined : `its users have no ${missing}`;
}

const FEATURE_NAMES: Readonly<Record<string, string>> = {
  changePassword: "password changes",
  cursor: "cursor paging",
  etag: "ETags",
  filter: "filters",
  sort: "sorting",
};
