/**
 * The client for Proxyclick, its limitations as data, and the default attribute mapping.
 *
 * @module
 */
export {
  FilterSyntaxError,
  isFilterSyntaxError,
  isScimError,
  isScimRequestError,
  isServiceLimitationError,
  ScimError,
  ScimRequestError,
  ServiceLimitationError,
} from "../errors.ts";
export {
  type Limitation,
  type ProxyclickProfileOptions,
  proxyclickProfile,
  type ServiceProfile,
  type Violation,
} from "../profile/index.ts";
export { PROXYCLICK_TENANT_URL, ProxyclickScimClient, type ProxyclickScimClientOptions } from "./client.ts";
export { defaultMapping } from "./default-mapping.ts";
export { ProxyclickUsers } from "./users.ts";
