/**
 * PATCH of SCIM resources (RFC 7644 §3.5.2): apply operations, compute the smallest ones, read the values at their
 * paths.
 */
export { isScimError, ScimError } from "../errors.ts";
export { applyPatch } from "./apply.ts";
export { type CompiledPath, compilePath } from "./compile-path.ts";
export { diffResources } from "./diff.ts";
export { type MembershipChanges, membershipChanges } from "./membership-changes.ts";
export type { PatchOperation } from "./operation.ts";
export { type PatchOptions, STRICT_PATCH } from "./options.ts";
export { readPath } from "./read-path.ts";
