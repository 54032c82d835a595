/** Profiles of services, and the limitations that they enforce. */
export { enforceLimitations } from "./enforce.ts";
export { entraGalleryProfile, fullProfile } from "./full-profile.ts";
export { type ProxyclickProfileOptions, proxyclickProfile } from "./proxyclick-profile.ts";
export type { Limitation, RuleContext, ServiceProfile, Violation } from "./service-profile.ts";
