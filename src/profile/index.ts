export {
  type EnforcementResult,
  enforceLimitations,
  type LimitationDecision,
  type LimitationPolicy,
} from "./enforce.ts";
export { fullProfile } from "./full-profile.ts";
export { limitationTable } from "./limitation-table.ts";
export { isE164, isEmail, type MismatchRule } from "./proxyclick-limitations.ts";
export { PROXYCLICK_USER_ATTRIBUTES, type ProxyclickProfileOptions, proxyclickProfile } from "./proxyclick-profile.ts";
export type {
  Capabilities,
  Limitation,
  Limits,
  RefusedEndpoint,
  RuleContext,
  ServiceProfile,
  Violation,
} from "./service-profile.ts";
