/** Resources and a resource type with every kind of attribute, for the tests of PATCH. */
import { expect } from "vitest";
import { z } from "zod";
import { isScimError } from "../../src/errors.ts";
import {
  defineResourceType,
  defineSchema,
  type Group,
  optional,
  reference,
  required,
  type User,
} from "../../src/models/index.ts";
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";

export const ENTERPRISE = ENTERPRISE_USER_SCHEMA;
export const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";

/** The full user of RFC 7643 §8.2, shortened. */
export function bjensen(): User {
  return {
    schemas: [USER_SCHEMA],
    id: "2819c223-7f76-453a-919d-413861904646",
    userName: "bjensen@example.com",
    name: { formatted: "Ms. Barbara J Jensen, III", familyName: "Jensen", givenName: "Barbara", middleName: "Jane" },
    displayName: "Babs Jensen",
    active: true,
    emails: [
      { value: "bjensen@example.com", type: "work", primary: true },
      { value: "babs@jensen.org", type: "home" },
    ],
    addresses: [
      { type: "work", streetAddress: "100 Universal City Plaza", locality: "Hollywood", primary: true },
      { type: "home", streetAddress: "456 Hollywood Blvd", locality: "Hollywood" },
    ],
    meta: { resourceType: "User", version: 'W/"a330bc54f0671c9"' },
  };
}

/** The same user with the enterprise extension (RFC 7643 §8.3). */
export function employee(): User {
  return {
    ...bjensen(),
    schemas: [USER_SCHEMA, ENTERPRISE],
    [ENTERPRISE]: {
      employeeNumber: "701984",
      department: "Tour Operations",
      manager: { value: "26118915", $ref: "../Users/26118915", displayName: "John Smith" },
    },
  };
}

/** A group with members `u0`, `u1`, … */
export function group(size: number): Group {
  const members = Array.from({ length: size }, (_, index) => ({ value: `u${index}`, $ref: `../Users/u${index}` }));
  const base: Group = { schemas: [GROUP_SCHEMA], id: "g1", displayName: "Tour Guides" };
  return size === 0 ? base : { ...base, members };
}

const Badge = defineSchema(
  { urn: BADGE, name: "Badge", description: "Badge" },
  {
    number: optional(z.number().int(), {}),
    serial: optional(z.string(), { mutability: "immutable" }),
    printed: optional(z.boolean(), { mutability: "readOnly" }),
    doors: optional(z.array(z.string()), {}),
    codes: optional(z.array(z.string()), { caseExact: true }),
  },
);

const Device = defineSchema(
  { urn: "urn:example:params:scim:schemas:core:2.0:Device", name: "Device", description: "Device" },
  {
    label: required(z.string(), {}),
    serial: optional(z.string(), { mutability: "immutable" }),
    floor: optional(z.number().int(), {}),
    weight: optional(z.number(), {}),
    retired: optional(z.boolean(), {}),
    tags: optional(z.array(z.string()), {}),
    toString: optional(z.string(), {}),
    place: optional(
      z.object({
        room: required(z.string(), {}),
        desk: optional(z.string(), {}),
        site: optional(z.string(), { mutability: "immutable" }),
        wing: optional(z.string(), { mutability: "readOnly" }),
      }),
      {},
    ),
    ports: optional(
      z.array(
        z.object({
          value: optional(z.string(), { caseExact: true }),
          type: optional(z.string(), {}),
          speed: optional(z.number(), {}),
          serial: optional(z.string(), { mutability: "immutable" }),
          state: optional(z.string(), { mutability: "readOnly" }),
          primary: optional(z.boolean(), {}),
        }),
      ),
      {},
    ),
    owner: optional(
      z.object({
        value: optional(z.string(), {}),
        $ref: optional(reference("User"), {}),
        since: optional(z.string(), {}),
        displayName: optional(z.string(), { mutability: "readOnly" }),
      }),
      {},
    ),
  },
);

/**
 * A resource type that has what the User has not: numbers, immutable and required sub-attributes, simple lists, an
 * attribute named `toString`.
 */
export const DeviceType = defineResourceType({
  name: "Device",
  endpoint: "/Devices",
  schema: Device,
  extensions: { [BADGE]: Badge },
});

export const DEVICE_SCHEMA = "urn:example:params:scim:schemas:core:2.0:Device";

export function device(): { schemas: string[]; label: string; [name: string]: unknown } {
  return { schemas: [DEVICE_SCHEMA], label: "Printer" };
}

/** Expects a SCIM error with status 400 and a keyword; gives it back for further looks. */
export function expectRefusal(run: () => unknown, scimType: string): Error {
  try {
    run();
  } catch (error) {
    if (!isScimError(error)) throw error;
    expect({ status: error.status, scimType: error.scimType }, error.message).toEqual({ status: 400, scimType });
    return error;
  }
  return expect.fail(`expected ${scimType}`);
}

/** A deep copy that throws when it is written to. */
export function frozen<T>(value: T): T {
  const copy = structuredClone(value);
  freeze(copy);
  return copy;
}

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const member of Object.values(value)) freeze(member);
  Object.freeze(value);
}
