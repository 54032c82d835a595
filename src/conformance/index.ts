/**
 * A conformance suite for any SCIM 2.0 service.
 *
 * @module
 */
export { isScimRequestError, ScimRequestError } from "../errors.ts";
export { CONFORMANCE_CHECKS } from "./descriptions.ts";
export { formatConformanceReport } from "./report.ts";
export type { CheckResult, ConformanceReport } from "./result.ts";
export { type ConformanceOptions, runConformance } from "./run.ts";
