export {
  type Capabilities,
  type Enforced,
  enforceLimitations,
  isE164,
  isEmail,
  type Limitation,
  type LimitationDecision,
  type LimitationPolicy,
  type Limits,
  limitationTable,
  type MismatchRule,
  PROXYCLICK_USER_ATTRIBUTES,
  type ProxyclickProfileOptions,
  proxyclickProfile,
  type RefusedEndpoint,
  type RuleContext,
  type ServiceProfile,
  type Violation,
} from "../profile/index.ts";
export { PROXYCLICK_TENANT_URL, ProxyclickScimClient, type ProxyclickScimClientOptions } from "./client.ts";
export { defaultMapping } from "./default-mapping.ts";
export { ProxyclickUsers } from "./users.ts";
