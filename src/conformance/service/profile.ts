/** Which service a run expects, and the optional features that a service may have. */

/**
 * Which service is expected: any SCIM service, one that behaves as Proxyclick's user provisioning, or one that passes
 * the validation for the Microsoft Entra gallery.
 */
export type ConformanceProfile = "full" | "proxyclick" | "entra-gallery";

/** An optional feature of a service, according to its discovery documents. */
export type Feature = "groups" | "patch" | "bulk" | "filter" | "sort" | "etag" | "changePassword" | "cursor";

/** A feature that must be present for a check to apply, or, with `!`, one that must be absent. */
export type Need = Feature | `!${Feature}`;
