/** Reads from files who is assigned to the application. */

import { RoleTable } from "../../graph-users/role-table.ts";
import { canonicalId } from "../../internal/object-id.ts";
import { readProperty } from "../../internal/values.ts";
import type { RoleNames } from "../../provisioning/mapping/role-names.ts";
import type { Assignments } from "../../provisioning/ports/source.ts";
import type { HeaderRules } from "../reading/csv-header.ts";
import { locationOf } from "../reading/csv-syntax.ts";
import { csvTable } from "../reading/csv-table.ts";
import { invalidSource } from "../reading/file-errors.ts";
import { type ListItem, readId } from "../reading/graph-list.ts";
import { looksLikeJson, readListItems } from "../reading/list-items.ts";
import { type OpenedFile, openFile } from "../reading/open-file.ts";
import { hashRoles } from "./hash-roles.ts";
import { MemberLists } from "./member-lists.ts";
import { namesOf, readAppRoles } from "./read-app-roles.ts";
import { readGroupMembers } from "./read-group-members.ts";
import { readOneGroup } from "./read-one-group.ts";

/** Files of the assignments, beside the users. */
export interface AssignmentFiles {
  /** Path of the assignments: JSON or CSV. */
  readonly assignments: string;
  /**
   * The members of assigned groups, required when a group is assigned: the path of a JSON file with all groups, or
   * several files, each one by its path when it has groups by id, or with the id of its only group.
   */
  readonly groupMembers?:
    | string
    | readonly (
        | string
        | {
            /** Id of the group. */
            readonly group: string;
            /** Path of its members: the portal's "Download members" (CSV), or the body of Graph's members list. */
            readonly path: string;
          }
      )[]
    | undefined;
  /**
   * Names of the application's roles: the path of its service principal as Graph returns it, or the roles themselves
   * (`appRoles`). Without them, a role is known by its id only.
   */
  readonly appRoles?:
    | string
    | readonly {
        /** Id of the role. */
        readonly id: string;
        /** What applications call the role; null where it has no such value. */
        readonly value?: string | null | undefined;
        /** Name for people. */
        readonly displayName?: string | null | undefined;
      }[]
    | undefined;
  /** Aborts the read, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A user's or a group's assignment to a role of the application. */
interface Assignment {
  readonly principal: string;
  readonly isGroup: boolean;
  readonly role: string;
  /** Where it is in the file. */
  readonly location: string;
}

/** The assignments of a file, and the application to which they belong. */
interface AssignmentList {
  readonly assignments: readonly Assignment[];
  readonly servicePrincipal: Assignments["servicePrincipal"] | undefined;
}

/** Properties of Graph's `appRoleAssignment` that are read; a CSV file must have them as columns. */
const REQUIRED_PROPERTIES = ["principalId", "principalType", "appRoleId"];
/** Properties that are read where they are present. */
const OPTIONAL_PROPERTIES = ["deletedDateTime", "resourceId", "resourceDisplayName"];
const HEADER: HeaderRules = {
  required: REQUIRED_PROPERTIES,
  known: [...REQUIRED_PROPERTIES, ...OPTIONAL_PROPERTIES],
  kind: "assignment",
};

/**
 * Reads who is assigned to the application: the body of Graph's `GET /servicePrincipals/{id}/appRoleAssignedTo` (an
 * object with `value`, the bare array, or one assignment), as Graph or PowerShell writes it, or CSV with the same names
 * as columns. Ignores service principals and deleted assignments. GUIDs match in any case.
 *
 * The files are streamed and may have any length. In memory stay the assignments, and some 120 bytes for each user who
 * holds a role; memory does not grow with the number of memberships.
 *
 * An assignment of a group applies to its direct members. An assigned group without a member list is an error, because
 * ignoring it would disable its members; one whose list has no users gives a warning. A group with two lists is an
 * error, unless they have the same members.
 *
 * @throws ProvisioningError `invalid_source`, with the location, or with what a file holds instead; `incomplete_source`
 *   for one page of several, a file that looks cut short. A list without items is complete: nobody is assigned.
 */
export async function readAssignments(files: AssignmentFiles): Promise<Assignments> {
  const path = files.assignments;
  const { assignments, servicePrincipal } = await readFile(path, files.signal);
  const names = await readRoleNames(files, servicePrincipal?.id);
  const roles = new RoleTable(names);
  for (const { principal, isGroup, role } of assignments) if (!isGroup) roles.add(principal, roles.rank(role, true));
  const emptyGroups = await addMembers(roles, files, assignments);
  return {
    ...(servicePrincipal === undefined ? {} : { servicePrincipal }),
    ...(emptyGroups.length === 0 ? {} : { warnings: [withoutMembers(emptyGroups)] }),
    rolesOf: (userId) => roles.rolesOf(canonicalId(userId)),
    isEmpty: () => roles.size === 0,
    version: () => hashRoles(roles),
  };
}

async function readRoleNames(
  { appRoles, signal }: AssignmentFiles,
  servicePrincipal: string | undefined,
): Promise<ReadonlyMap<string, RoleNames>> {
  return typeof appRoles === "string" ? readAppRoles(appRoles, servicePrincipal, signal) : namesOf(appRoles ?? []);
}

/** Most groups that a message names. */
const MAX_NAMED_GROUPS = 10;

function withoutMembers(groups: readonly string[]): string {
  return `No user is a member of the assigned ${groups.length === 1 ? "group" : "groups"} ${listed(groups)}; their files list none`;
}

function listed(groups: readonly string[]): string {
  const more = groups.length > MAX_NAMED_GROUPS ? ` and ${groups.length - MAX_NAMED_GROUPS} more` : "";
  return `${groups.slice(0, MAX_NAMED_GROUPS).join(", ")}${more}`;
}

async function readFile(path: string, signal: AbortSignal | undefined): Promise<AssignmentList> {
  const file = await openFile(path);
  try {
    const isJson = await looksLikeJson(file);
    const items = isJson ? readListItems(path, file, "assignment", signal) : csvItems(path, file, signal);
    return await parseAssignments(path, items);
  } finally {
    await file.handle.close();
  }
}

async function* csvItems(
  path: string,
  file: OpenedFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListItem, void, void> {
  const { columns, rows } = await csvTable(path, file, { header: HEADER, signal });
  for await (const row of rows) {
    const item: Record<string, unknown> = Object.create(null);
    for (const [name, index] of columns) item[name] = row.fields[index];
    yield { item, location: locationOf(row) };
  }
}

async function parseAssignments(path: string, items: AsyncIterable<ListItem>): Promise<AssignmentList> {
  const assignments: Assignment[] = [];
  let application: unknown;
  let servicePrincipal: AssignmentList["servicePrincipal"];
  for await (const listItem of items) {
    const { item, location } = listItem;
    const resource = readProperty(item, "resourceId") || undefined;
    if (application !== undefined && resource !== undefined && resource !== application) {
      throw invalidSource(
        path,
        `${location} belongs to another application than the items before it ("resourceId"); expected the assignments of one`,
      );
    }
    application ??= resource;
    servicePrincipal ??= parseServicePrincipal(resource, readProperty(item, "resourceDisplayName"));
    const assignment = parseAssignment(path, listItem);
    if (assignment !== undefined) assignments.push(assignment);
  }
  return { assignments, servicePrincipal };
}

function parseServicePrincipal(id: unknown, name: unknown): AssignmentList["servicePrincipal"] {
  return typeof id === "string" ? { id, displayName: typeof name === "string" ? name : "" } : undefined;
}

/** An assignment of a user or a group; undefined for a deleted one and one of a service principal. */
function parseAssignment(path: string, { item, location }: ListItem): Assignment | undefined {
  const principal = readId(path, readProperty(item, "principalId"), `${location}: principalId`);
  const role = readId(path, readProperty(item, "appRoleId"), `${location}: appRoleId`);
  if (readProperty(item, "deletedDateTime")) return undefined;
  const type = readProperty(item, "principalType");
  switch (typeof type === "string" ? type.trim().toLowerCase() : "") {
    case "user":
      return { principal, isGroup: false, role, location };
    case "group":
      return { principal, isGroup: true, role, location };
    case "serviceprincipal":
      return undefined;
    default:
      throw invalidSource(path, `${location}: principalType must be User, Group or ServicePrincipal`);
  }
}

/** A group with its first assignment, and the ranks of its roles. */
interface AssignedGroup {
  readonly location: string;
  readonly ranks: number[];
}

/**
 * Gives the members of assigned groups their roles. Members of other groups are not kept.
 *
 * @returns The assigned groups without users.
 */
async function addMembers(
  roles: RoleTable,
  files: AssignmentFiles,
  assignments: readonly Assignment[],
): Promise<readonly string[]> {
  const groups = new Map<string, AssignedGroup>();
  for (const { principal, isGroup, role, location } of assignments) {
    if (!isGroup) continue;
    const group = groups.get(principal) ?? { location, ranks: [] };
    group.ranks.push(roles.rank(role, false));
    groups.set(principal, group);
  }
  const lists = new MemberLists(
    (group) => groups.has(group),
    (group, user) => {
      for (const rank of groups.get(group)?.ranks ?? []) roles.add(user, rank);
    },
  );
  const memberFiles = memberFilesOf(files);
  for (const file of memberFiles) await readMembers(file, lists, files.signal);
  const missing = [...groups].filter(([group]) => !lists.has(group));
  if (missing.length > 0) throw unknownMembers(files.assignments, missing, memberFiles);
  return [...groups.keys()].filter((group) => lists.isEmpty(group));
}

type MemberFile = string | { readonly group: string; readonly path: string };

function memberFilesOf({ groupMembers = [] }: AssignmentFiles): readonly MemberFile[] {
  return typeof groupMembers === "string" ? [groupMembers] : groupMembers;
}

function readMembers(file: MemberFile, lists: MemberLists, signal: AbortSignal | undefined): Promise<void> {
  return typeof file === "string"
    ? readGroupMembers(file, lists, signal)
    : readOneGroup(file.path, file.group, lists, signal);
}

function unknownMembers(
  path: string,
  missing: readonly (readonly [id: string, AssignedGroup])[],
  files: readonly MemberFile[],
): Error {
  const named = listed(missing.map(([group, { location }]) => `${group} (${location})`));
  const problem = `assigns the ${missing.length === 1 ? "group" : "groups"} ${named}, whose members are not known`;
  const byId = files.filter((file) => typeof file === "string");
  const remedy =
    byId.length === 0
      ? "give the file of group members, or a file of each group"
      : `expected its id as a name in ${byId.join(", ")}, or a file of each group`;
  return invalidSource(path, `${problem}; ${remedy}`);
}
