/**
 * A conformance suite for any SCIM 2.0 endpoint.
 *
 * @module
 */

export { CONFORMANCE_CHECKS } from "./checks/all.ts";
export type { CheckDescription, Level } from "./checks/check.ts";
export { formatConformanceReport } from "./report.ts";
export { type CheckOutcome, type CheckResult, type ConformanceReport, countOutcomes, type Evidence } from "./result.ts";
export { type ConformanceOptions, runConformance } from "./run.ts";
export type { SentRequest } from "./service/exchange.ts";
export type { ConformanceProfile, Feature, Need } from "./service/profile.ts";
export type { Fetch } from "./service/transport.ts";
