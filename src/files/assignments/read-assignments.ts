import { createHash } from "node:crypto";
import type { AssignedRole, Assignments } from "../../provisioning/ports/source.ts";
import { csvTable, placeOf } from "../reading/csv-table.ts";
import { graphList, idText, type ListItem, member } from "../reading/graph-list.ts";
import { incomplete, invalid, type OpenedFile, openFile } from "../reading/open-file.ts";
import { readJson } from "../reading/read-json.ts";
import { type GroupMembers, readGroupMembers } from "./read-group-members.ts";

/** What {@link readAssignments} reads. */
export interface AssignmentFiles {
  /** Path of the assignments: JSON or CSV. */
  readonly assignments: string;
  /** Path of the members of assigned groups: JSON. Needed when a group is assigned. */
  readonly groupMembers?: string | undefined;
  /** Ends the reading, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A user's or a group's assignment to a role of the application, with ids in lower case. */
interface Assignment {
  readonly principal: string;
  readonly isGroup: boolean;
  readonly role: string;
  /** Where it stands in the file. */
  readonly place: string;
}

/** The items of a file, and the application to which they belong. */
interface AssignmentList {
  readonly assignments: readonly Assignment[];
  readonly servicePrincipal: Assignments["servicePrincipal"] | undefined;
}

/** Members of Graph's `appRoleAssignment` that are read, and must be there as columns of a CSV file. */
const NEEDED = ["principalId", "principalType", "appRoleId"];
/** Members that are read where they are there. */
const OPTIONAL = ["deletedDateTime", "resourceId", "resourceDisplayName"];

/**
 * Reads who is assigned to the application: the body of Graph's `GET /servicePrincipals/{id}/appRoleAssignedTo` (an object with `value`, or the bare
 * list), or CSV with the same names as columns. Service principals and deleted assignments are left out. Ids are compared without regard to case.
 *
 * A group stands for its direct members. An assigned group without a member list is an error, because leaving its members out would disable them.
 *
 * @throws ProvisioningError `invalid_source`, with the place; `incomplete_source` for one page of several, a file that looks cut short, and one that
 *   assigns nobody.
 */
export async function readAssignments(files: AssignmentFiles): Promise<Assignments> {
  const path = files.assignments;
  const { assignments, servicePrincipal } = await readFile(path, files.signal);
  if (assignments.length === 0) throw incomplete(path, "assigns no user and no group, so nobody would be in scope");
  const members =
    files.groupMembers === undefined ? new Map() : await readGroupMembers(files.groupMembers, files.signal);
  const roles = rolesByUser(path, assignments, members, files.groupMembers);
  return {
    ...(servicePrincipal === undefined ? {} : { servicePrincipal }),
    rolesOf: (userId) => roles.get(userId.trim().toLowerCase()) ?? [],
    version: () => versionOf(roles),
  };
}

/** Whatever order the files have. */
function versionOf(roles: ReadonlyMap<string, readonly AssignedRole[]>): string {
  const lines = [...roles].map(([user, held]) => `${user} ${held.map(({ id, direct }) => `${id}/${direct}`).sort()}`);
  return createHash("sha256").update(lines.sort().join("\n")).digest("base64");
}

async function readFile(path: string, signal: AbortSignal | undefined): Promise<AssignmentList> {
  const file = await openFile(path);
  try {
    const isJson = await looksLikeJson(file);
    const items = isJson ? graphList(path, await readJson(path, file, signal), "") : fromCsv(path, file, signal);
    return await parse(path, items);
  } finally {
    await file.handle.close();
  }
}

/** JSON begins with a bracket; the header of a CSV file does not. */
async function looksLikeJson(file: OpenedFile): Promise<boolean> {
  const { buffer, bytesRead } = await file.handle.read(Buffer.alloc(1024), 0, 1024, 0);
  return /^\uFEFF?\s*[[{]/.test(buffer.toString("utf8", 0, bytesRead));
}

async function* fromCsv(
  path: string,
  file: OpenedFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListItem, void, void> {
  const { columns, rows } = await csvTable(path, file, { required: NEEDED, anyCase: [...NEEDED, ...OPTIONAL] }, signal);
  for await (const row of rows) {
    const item: Record<string, unknown> = Object.create(null);
    for (const [name, place] of columns) item[name] = row.fields[place];
    yield { item, place: placeOf(row) };
  }
}

async function parse(path: string, items: Iterable<ListItem> | AsyncIterable<ListItem>): Promise<AssignmentList> {
  const assignments: Assignment[] = [];
  let application: unknown;
  let servicePrincipal: AssignmentList["servicePrincipal"];
  for await (const listItem of items) {
    const { item, place } = listItem;
    const resource = member(item, "resourceId") || undefined;
    if (application !== undefined && resource !== undefined && resource !== application) {
      throw invalid(
        path,
        `${place} belongs to another application than the items before it ("resourceId"); expected the assignments of one`,
      );
    }
    application ??= resource;
    servicePrincipal ??= applicationOf(resource, member(item, "resourceDisplayName"));
    const assignment = assignmentOf(path, listItem);
    if (assignment !== undefined) assignments.push(assignment);
  }
  return { assignments, servicePrincipal };
}

function applicationOf(id: unknown, name: unknown): AssignmentList["servicePrincipal"] {
  return typeof id === "string" ? { id, displayName: typeof name === "string" ? name : "" } : undefined;
}

function assignmentOf(path: string, { item, place }: ListItem): Assignment | undefined {
  const principal = idText(path, member(item, "principalId"), `${place}: principalId`);
  const role = idText(path, member(item, "appRoleId"), `${place}: appRoleId`);
  if (member(item, "deletedDateTime")) return undefined;
  const type = member(item, "principalType");
  switch (typeof type === "string" ? type.trim().toLowerCase() : "") {
    case "user":
      return { principal, isGroup: false, role, place };
    case "group":
      return { principal, isGroup: true, role, place };
    case "serviceprincipal":
      return undefined;
    default:
      throw invalid(path, `${place}: principalType must be User, Group or ServicePrincipal`);
  }
}

/** A role held by name stands before the same role held through a group, and a role held through several groups stands once. */
function rolesByUser(
  path: string,
  assignments: readonly Assignment[],
  members: GroupMembers,
  membersPath: string | undefined,
): ReadonlyMap<string, readonly AssignedRole[]> {
  const roles = new Map<string, AssignedRole[]>();
  const add = (user: string, role: AssignedRole) => {
    const held = roles.get(user);
    if (held === undefined) roles.set(user, [role]);
    else if (!held.some(({ id }) => id === role.id)) held.push(role);
  };
  for (const { principal, isGroup, role } of assignments) {
    if (!isGroup) add(principal, { id: role, direct: true });
  }
  for (const { principal, isGroup, role, place } of assignments) {
    if (!isGroup) continue;
    const list = members.get(principal);
    if (list === undefined) throw withoutMembers(path, principal, place, membersPath);
    const held: AssignedRole = { id: role, direct: false };
    for (const user of list) add(user, held);
  }
  return roles;
}

function withoutMembers(path: string, group: string, place: string, membersPath: string | undefined): Error {
  const problem = `assigns the group ${group} (${place}), whose members are not known`;
  const remedy =
    membersPath === undefined ? "give the file of group members" : `expected its id as a name in ${membersPath}`;
  return invalid(path, `${problem}; ${remedy}`);
}
