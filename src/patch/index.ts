/** PATCH of SCIM resources (RFC 7644 §3.5.2): applying operations, finding the smallest ones, reading the places they name. */
export { applyPatch } from "./apply.ts";
export { type CompiledPath, type CompilePathOptions, compilePath, type ElementSelection } from "./compile-path.ts";
export { type DiffOptions, diffResources } from "./diff.ts";
export { type MembershipChanges, membershipChanges } from "./membership-changes.ts";
export type { PatchOperation } from "./operation.ts";
export { type PatchLeniencies, type PatchOptions, STRICT_PATCH } from "./options.ts";
export { readPath } from "./read-path.ts";
