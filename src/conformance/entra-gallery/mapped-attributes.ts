/** The attributes that Entra's default mapping of a SCIM app writes, and resources that have them. */
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { type Body, objectsOf, valueAt } from "../service/exchange.ts";
import type { ServiceUnderTest } from "../service/service-under-test.ts";

/** The manager of a user, in Entra's notation. */
export const MANAGER = `${ENTERPRISE_USER_SCHEMA}:manager`;

/** The schema that Entra names beside that of a group. */
const ENTRA_GROUP_SCHEMA = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group";

/** Two values of each attribute that tests change, by its name in Entra's notation. */
const VALUES: Readonly<Record<string, readonly [string, string]>> = {
  displayName: ["Ada Lovelace", "Ada King"],
  title: ["Engineer", "Architect"],
  preferredLanguage: ["en-GB", "nl-BE"],
  "name.givenName": ["Ada", "Augusta"],
  "name.familyName": ["Lovelace", "King"],
  "name.formatted": ["Ada Lovelace", "Augusta King"],
  'addresses[type eq "work"].formatted': ["Desk 1", "Desk 2"],
  'addresses[type eq "work"].streetAddress': ["1 Main Street", "2 Main Street"],
  'addresses[type eq "work"].locality': ["Ghent", "Namur"],
  'addresses[type eq "work"].region': ["East Flanders", "Wallonia"],
  'addresses[type eq "work"].postalCode': ["9000", "05000"],
  'addresses[type eq "work"].country': ["Belgium", "Luxembourg"],
  'phoneNumbers[type eq "work"].value': ["+3225550101", "+3225550102"],
  'phoneNumbers[type eq "mobile"].value': ["+32470550101", "+32470550102"],
  'phoneNumbers[type eq "fax"].value': ["+3225550103", "+3225550104"],
  [`${ENTERPRISE_USER_SCHEMA}:employeeNumber`]: ["001", "002"],
  [`${ENTERPRISE_USER_SCHEMA}:department`]: ["Engines", "Analysis"],
};

/** Every attribute of the default mapping of users, in Entra's notation. */
export const MAPPED_USER_ATTRIBUTES: readonly string[] = [
  "userName",
  "externalId",
  "active",
  'emails[type eq "work"].value',
  ...Object.keys(VALUES),
  MANAGER,
];

/** Every attribute of the default mapping of groups. */
export const MAPPED_GROUP_ATTRIBUTES: readonly string[] = ["displayName", "externalId", "members"];

/** A user as the provisioning service creates one, with those attributes that the service describes. */
export function mappedUser(service: ServiceUnderTest): Body {
  const base = service.userBody({ externalId: service.uniqueName(), meta: { resourceType: "User" } });
  const { name: _name, ...body } = base;
  const user = changeableAttributes(service).reduce(
    (made, target) => withTarget(made, target, sampleValue(target, 0)),
    body,
  );
  return Object.hasOwn(user, ENTERPRISE_USER_SCHEMA)
    ? { ...user, schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA] }
    : user;
}

/** A group as the provisioning service creates one. */
export function mappedGroup(service: ServiceUnderTest): Body {
  return service.groupBody({
    schemas: [GROUP_SCHEMA, ENTRA_GROUP_SCHEMA],
    externalId: service.uniqueName(),
    meta: { resourceType: "Group" },
  });
}

/** The attributes of the default mapping that have a value to change, and that the service describes. */
export function changeableAttributes({ discovery }: ServiceUnderTest): readonly string[] {
  return Object.keys(VALUES).filter((target) => discovery.hasAttribute(schemaPath(target)));
}

/** The value that an attribute has first, and the one that a test changes it to. */
export function sampleValue(target: string, index: 0 | 1): string {
  return VALUES[target]?.[index] ?? "";
}

/** Operations that replace attributes, in the form that Entra sends by default: one with a path for each. */
export function replaceEach(targets: readonly string[], valueFor: (target: string) => unknown): readonly Body[] {
  return targets.map((target) => ({ op: "Replace", path: target, value: valueFor(target) }));
}

/** The same in the form that Entra sends with the flag aadOptscim062020: simple attributes in one value. */
export function replaceTogether(targets: readonly string[], valueFor: (target: string) => unknown): readonly Body[] {
  const isElement = (target: string): boolean => target.includes("[");
  const together = targets.filter((target) => !isElement(target));
  return [
    ...targets.filter(isElement).map((target) => ({ op: "replace", path: target, value: valueFor(target) })),
    { op: "replace", value: Object.fromEntries(together.map((target) => [target, valueFor(target)])) },
  ];
}

/** An attribute in Entra's notation: in an extension, in the element of a type, in a complex attribute, or alone. */
interface Target {
  readonly extension: string | undefined;
  readonly name: string;
  readonly type: string | undefined;
  readonly subAttribute: string | undefined;
}

function parseTarget(target: string): Target {
  const colon = target.startsWith("urn:") ? target.lastIndexOf(":") : -1;
  const local = target.slice(colon + 1);
  const [, name = local, type, subAttribute] = /^([\w$]+)(?:\[type eq "(\w+)"\])?(?:\.(\w+))?$/.exec(local) ?? [];
  return { extension: colon < 0 ? undefined : target.slice(0, colon), name, type, subAttribute };
}

/** The path under which a schema describes an attribute, such as `addresses.locality`. */
function schemaPath(target: string): string {
  const { extension, name, subAttribute } = parseTarget(target);
  const path = subAttribute === undefined ? name : `${name}.${subAttribute}`;
  return extension === undefined ? path : `${extension}:${path}`;
}

/** The value of an attribute in a resource; undefined for none. */
export function readTarget(resource: Body, target: string): unknown {
  const { extension, name, type, subAttribute } = parseTarget(target);
  const owner = extension === undefined ? resource : valueAt({ owner: resource[extension] }, "owner");
  if (type === undefined) {
    return valueAt(owner, subAttribute === undefined ? name : `${name}.${subAttribute}`);
  }
  const element = objectsOf(resource, name).find((each) => String(each["type"]).toLowerCase() === type.toLowerCase());
  return element?.[subAttribute ?? "value"];
}

/** A resource with another value of an attribute. */
function withTarget(resource: Body, target: string, value: string): Body {
  const { extension, name, type, subAttribute } = parseTarget(target);
  if (extension !== undefined) {
    return { ...resource, [extension]: { ...Object(resource[extension]), [name]: value } };
  }
  if (subAttribute === undefined) return { ...resource, [name]: value };
  if (type === undefined) return { ...resource, [name]: { ...Object(resource[name]), [subAttribute]: value } };
  const elements = objectsOf(resource, name);
  const others = elements.filter((element) => element["type"] !== type);
  const own = elements.find((element) => element["type"] === type);
  return { ...resource, [name]: [...others, { type, ...own, [subAttribute]: value }] };
}
