/** Which service a run expects, and the optional features that a service may have. */

/** Which service is expected: any SCIM service, or one that behaves as Proxyclick's user provisioning. */
export type ConformanceProfile = "full" | "proxyclick";

/** An optional feature of a service, according to its discovery documents. */
export type Feature = "groups" | "patch" | "bulk" | "filter" | "sort" | "etag" | "changePassword" | "cursor";

/** A feature that must be present for a check to apply, or, with `!`, one that must be absent. */
export type Need = Feature | `!${Feature}`;
