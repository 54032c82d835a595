/** Recognizes what a file of Microsoft Graph holds, by the names of members, to say so where something else is due. */
import { isObject, readProperty } from "./values.ts";

/** What a file of JSON or CSV may be expected to hold. */
export type ExpectedKind = "user" | "assignment" | "member" | "appRole" | "schema" | "log";

type Kind =
  | Exclude<ExpectedKind, "member">
  | "group"
  | "device"
  | "servicePrincipal"
  | "template"
  | "job"
  | "scim"
  | "error";

/** What messages say about what is expected. */
const EXPECTED: Readonly<Record<ExpectedKind, { readonly name: string; readonly remedy: string }>> = {
  user: { name: "users", remedy: "export them with Graph's GET /users, or with Download users in the admin center" },
  assignment: {
    name: "assignments",
    remedy: "export them with Graph's GET /servicePrincipals/{id}/appRoleAssignedTo",
  },
  member: {
    name: "the members of groups",
    remedy: "export them with Graph's GET /groups/{id}/members, or with Download members of the group",
  },
  appRole: {
    name: "app roles",
    remedy: "export them with Graph's GET /servicePrincipals/{id}?$select=appRoles",
  },
  log: {
    name: "a provisioning log",
    remedy:
      "export it with Graph's GET /auditLogs/provisioning, or with Download in the admin center's provisioning logs",
  },
  schema: {
    name: "a synchronization schema",
    remedy: "export it with Graph's GET /servicePrincipals/{id}/synchronization/jobs/{id}/schema",
  },
};

/** What messages call each kind, and sets of members that only it has, in lower case; the first match counts. */
const KINDS: readonly {
  readonly kind: Kind;
  readonly name: string;
  readonly marks: readonly (readonly string[])[];
}[] = [
  { kind: "user", name: "users", marks: [["userprincipalname"], ["accountenabled", "displayname"]] },
  { kind: "assignment", name: "assignments", marks: [["principalid", "approleid"]] },
  { kind: "schema", name: "a synchronization schema", marks: [["synchronizationrules"]] },
  { kind: "template", name: "the list of synchronization templates", marks: [["factorytag"]] },
  { kind: "job", name: "the list of synchronization jobs", marks: [["templateid", "schedule"]] },
  { kind: "log", name: "a provisioning log", marks: [["provisioningsteps"], ["provisioningaction"]] },
  { kind: "servicePrincipal", name: "service principals", marks: [["approles"], ["appid"]] },
  { kind: "appRole", name: "app roles", marks: [["allowedmembertypes"]] },
  { kind: "device", name: "devices", marks: [["deviceid"]] },
  { kind: "group", name: "groups", marks: [["grouptypes"], ["securityenabled"], ["mailenabled", "mailnickname"]] },
  { kind: "scim", name: "a list of a SCIM service", marks: [["schemas", "resources"]] },
  { kind: "error", name: "an error response of Graph", marks: [["error"]] },
];

const TYPES: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["user", "user"],
  ["group", "group"],
  ["device", "device"],
  ["serviceprincipal", "servicePrincipal"],
]);

/** Kinds that a file may hold where another one is expected. */
const ACCEPTED: Readonly<Record<ExpectedKind, ReadonlySet<Kind>>> = {
  user: new Set<Kind>(["user"]),
  assignment: new Set<Kind>(["assignment"]),
  member: new Set<Kind>(["user", "group", "device", "servicePrincipal"]),
  appRole: new Set<Kind>(["appRole", "servicePrincipal"]),
  schema: new Set<Kind>(["schema"]),
  log: new Set<Kind>(["log"]),
};

/** Whether an object is recognized as one that may stand where a kind is expected. */
export function isKind(object: Readonly<Record<string, unknown>>, expected: ExpectedKind): boolean {
  const found = kindOfObject(object);
  return found !== undefined && ACCEPTED[expected].has(found);
}

/**
 * Describes an object that is recognized as something else than expected, as the rest of a sentence about its file,
 * with the remedy; undefined for any other object.
 */
export function describeOtherKind(
  object: Readonly<Record<string, unknown>>,
  expected: ExpectedKind,
): string | undefined {
  const code = errorCode(object);
  return describe(kindOfObject(object), expected, code === undefined ? "" : ` (${code})`);
}

/** Describes a CSV file whose header is that of something else than expected; undefined for any other one. */
export function describeOtherHeader(keys: Iterable<string>, expected: ExpectedKind): string | undefined {
  const found = kindOfNames(new Set(keys));
  return found === "error" ? undefined : describe(found, expected);
}

/** What to say about a file that begins as a web page does; undefined for any other one. */
export function describeWebPage(start: string): string | undefined {
  if (!/^\uFEFF?\s*<(?:!|html|head|body|script|\?xml)/i.test(start)) return undefined;
  return "is a web page, such as a sign-in page; download the file again while you are signed in";
}

function describe(found: Kind | undefined, expected: ExpectedKind, detail = ""): string | undefined {
  if (found === undefined || ACCEPTED[expected].has(found)) return undefined;
  const { name, remedy } = EXPECTED[expected];
  const foundName = KINDS.find(({ kind }) => kind === found)?.name ?? found;
  if (expected === "schema" && (found === "template" || found === "job")) {
    const segment = found === "template" ? "templates" : "jobs";
    return `holds ${foundName}; choose one, and export its schema with GET /servicePrincipals/{id}/synchronization/${segment}/{id}/schema`;
  }
  return `holds ${foundName}${detail} instead of ${name}; ${remedy}`;
}

function kindOfObject(object: Readonly<Record<string, unknown>>): Kind | undefined {
  const type = readProperty(object, "@odata.type");
  const name = typeof type === "string" ? /^#?microsoft\.graph\.(\w+)$/i.exec(type)?.[1] : undefined;
  return (
    TYPES.get(name?.toLowerCase() ?? "") ?? kindOfNames(new Set(Object.keys(object).map((key) => key.toLowerCase())))
  );
}

function kindOfNames(names: ReadonlySet<string>): Kind | undefined {
  return KINDS.find(({ marks }) => marks.some((mark) => mark.every((name) => names.has(name))))?.kind;
}

/** The code of an error response. Its message may contain personal data. */
function errorCode(object: Readonly<Record<string, unknown>>): string | undefined {
  const error = readProperty(object, "error") ?? readProperty(object, "Error");
  const code = isObject(error) ? (readProperty(error, "code") ?? readProperty(error, "Code")) : undefined;
  return typeof code === "string" && /^\w{1,60}$/.test(code) ? code : undefined;
}
