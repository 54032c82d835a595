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
  if (missing !== undefined) return `its users have no ${missing}`;
  const indispensable = Object.entries(CHECKS_OF_ABSENCE).find(
    ([name, ids]) => discovery.required.has(name.toLowerCase()) && ids.includes(check.id),
  );
  return indispensable === undefined ? undefined : `its users cannot be without ${indispensable[0]}`;
}

/** Checks with a user who lacks an attribute; they say nothing about a service that requires it. */
export const CHECKS_OF_ABSENCE: Readonly<Record<string, readonly string[]>> = {
  title: [
    ...["filter-ne", "filter-pr", "filter-gt", "filter-ge"],
    ...["put-omitted", "remove-single", "entra-op-Remove"],
  ],
  phoneNumbers: ["filter-multi-pr", "remove-multi", "remove-last", "entra-keys-with-filters"],
};

const FEATURE_NAMES: Readonly<Record<string, string>> = {
  changePassword: "password changes",
  cursor: "cursor paging",
  etag: "ETags",
  filter: "filters",
  sort: "sorting",
};
