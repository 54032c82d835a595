/** Splits the membership changes of a PATCH by the limits of services that take a few of them in one request. */
import { isObject } from "../internal/values.ts";
import { type AttributeTree, resolveName } from "../models/attribute-tree.ts";
import type { PatchOperation } from "../patch/operation.ts";

/** Most members that one PATCH may add, and remove. */
export interface MemberLimits {
  readonly add?: number | undefined;
  readonly remove?: number | undefined;
}

/** Published limits of services, by their host and path. */
const PUBLISHED: readonly { readonly host: RegExp; readonly path: RegExp; readonly limits: MemberLimits }[] = [
  { host: /^scim\.[\w-]+\.amazonaws\.com(?:\.cn)?$/, path: /^\//, limits: { add: 100, remove: 100 } },
  {
    host: /^(?:graph\.microsoft\.(?:com|us)|microsoftgraph\.chinacloudapi\.cn)$/,
    path: /^\/rp\/scim(?:\/|$)/i,
    limits: { add: 20, remove: 1 },
  },
];

/**
 * The limits that a service publishes: AWS IAM Identity Center and Microsoft Entra's own SCIM API, known by their
 * addresses. Undefined for any other service.
 *
 * @param baseUrl - a valid URL.
 */
export function publishedMemberLimits(baseUrl: string): MemberLimits | undefined {
  const { hostname, pathname } = new URL(baseUrl);
  return PUBLISHED.find(({ host, path }) => host.test(hostname) && path.test(pathname))?.limits;
}

/** A part of a PATCH: some members to add or to remove, or operations on other attributes. */
type Part =
  | { readonly kind: "add" | "remove"; readonly members: readonly unknown[] }
  | { readonly kind: "removePath" | "replace" | "other"; readonly operation: PatchOperation };

/**
 * The operations of each request, in order: a request adds members, removes members or changes other attributes,
 * because some services take them in one operation and without others. One request, unchanged, for a type without
 * members.
 */
export function splitMemberChanges(
  operations: readonly PatchOperation[],
  { add = Number.POSITIVE_INFINITY, remove = Number.POSITIVE_INFINITY }: MemberLimits,
  tree: AttributeTree,
): readonly (readonly PatchOperation[])[] {
  if (!tree.attributes.has("members")) return [operations];
  const parts = mergeAdjacent(operations.flatMap((operation) => partsOf(operation, add, tree)));
  const requests: (readonly PatchOperation[])[] = [];
  for (let index = 0; index < parts.length; ) {
    const part = parts[index];
    if (part === undefined) break;
    if (part.kind === "add" || part.kind === "remove") {
      requests.push(...memberRequests(part.kind, part.members, part.kind === "add" ? add : remove));
      index += 1;
    } else {
      const most = part.kind === "other" ? Number.POSITIVE_INFINITY : part.kind === "replace" ? 1 : remove;
      const run = runOf(parts, index, part.kind, most);
      requests.push(run);
      index += run.length;
    }
  }
  return requests.length < 2 ? [operations] : requests;
}

/** Adjacent parts of one kind, at most so many. */
function runOf(parts: readonly Part[], start: number, kind: Part["kind"], most: number): readonly PatchOperation[] {
  const run: PatchOperation[] = [];
  for (let index = start; run.length < most; index += 1) {
    const part = parts[index];
    if (part?.kind !== kind || !("operation" in part)) break;
    run.push(part.operation);
  }
  return run;
}

function memberRequests(
  op: "add" | "remove",
  members: readonly unknown[],
  limit: number,
): readonly (readonly PatchOperation[])[] {
  const requests: (readonly PatchOperation[])[] = [];
  for (let start = 0; start < members.length; start += limit) {
    requests.push([{ op, path: "members", value: members.slice(start, start + limit) }]);
  }
  return requests;
}

function partsOf(operation: PatchOperation, add: number, tree: AttributeTree): readonly Part[] {
  const { op, path, value } = operation;
  const kind = op.toLowerCase();
  if (path === undefined) return partsWithoutPath(operation, add, tree);
  if (isMembers(path.replace(/\[.*$/s, ""), tree) && path.includes("[") && kind === "remove") {
    return [{ kind: "removePath", operation }];
  }
  if (!isMembers(path, tree) || value === undefined || value === null) return [{ kind: "other", operation }];
  const members: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (kind === "add" || kind === "remove") return [{ kind, members }];
  if (kind !== "replace" || members.length <= add) return [{ kind: "replace", operation }];
  // The first members replace those that were there, and the others are added to them.
  const first = { ...operation, value: members.slice(0, add) };
  return [
    { kind: "replace", operation: first },
    { kind: "add", members: members.slice(add) },
  ];
}

/** A value without a path may have members beside other attributes. */
function partsWithoutPath(operation: PatchOperation, add: number, tree: AttributeTree): readonly Part[] {
  const { op, value } = operation;
  const entries = isObject(value) ? Object.entries(value) : [];
  const found = entries.find(([name]) => isMembers(name, tree));
  if (found === undefined) return [{ kind: "other", operation }];
  const [name, members] = found;
  const others = entries.filter((entry) => entry !== found);
  return [
    ...(others.length === 0
      ? []
      : [{ kind: "other", operation: { ...operation, value: Object.fromEntries(others) } } as const]),
    ...partsOf({ op, path: name, value: members }, add, tree),
  ];
}

function isMembers(name: string, tree: AttributeTree): boolean {
  const { attribute, subAttribute } = resolveName(tree, name) ?? {};
  return subAttribute === undefined && attribute !== undefined && attribute === tree.attributes.get("members");
}

function mergeAdjacent(parts: readonly Part[]): readonly Part[] {
  const merged: Part[] = [];
  let open: { readonly kind: Part["kind"]; readonly members: unknown[] } | undefined;
  for (const part of parts) {
    if (!("members" in part)) {
      open = undefined;
      merged.push(part);
    } else if (open?.kind === part.kind) {
      for (const member of part.members) open.members.push(member);
    } else {
      const started = { kind: part.kind, members: [...part.members] };
      open = started;
      merged.push(started);
    }
  }
  return merged;
}
