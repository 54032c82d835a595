/**
 * A conformance suite for any SCIM 2.0 endpoint.
 *
 * @module
 */
export type { CheckDescription, ConformanceProfile, Feature, Level, Need } from "./check.ts";
export { CONFORMANCE_CHECKS } from "./checks/all.ts";
export type { SentRequest } from "./exchange.ts";
export { formatConformanceReport } from "./report.ts";
export { type CheckResult, type ConformanceReport, countOutcomes, type Evidence, type Outcome } from "./result.ts";
export { type ConformanceOptions, runConformance } from "./run.ts";
export type { Fetch } from "./transport.ts";
