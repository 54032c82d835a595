/**
 * Requests and answers in the form of the examples of RFC 7644 §3: they parse, validate, normalise and, where they are
 * changes, apply.
 */
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import {
  BulkRequest,
  BulkResponse,
  ErrorMessage,
  GroupType,
  ListResponse,
  normalizeResource,
  PatchOp,
  type ResourceType,
  ResourceTypeDocument,
  SearchRequest,
  UserType,
} from "../../src/models/index.ts";
import { applyPatch, STRICT_PATCH } from "../../src/patch/index.ts";
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, RESOURCE_TYPE_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";

const message = (name: string) => [`urn:ietf:params:scim:api:messages:2.0:${name}`];

const barbara = {
  schemas: [USER_SCHEMA],
  userName: "bjensen",
  externalId: "bjensen",
  name: { formatted: "Ms. Barbara J Jensen III", familyName: "Jensen", givenName: "Barbara" },
};
const created = {
  ...barbara,
  id: "2819c223-7f76-453a-919d-413861904646",
  meta: {
    resourceType: "User",
    created: "2011-08-01T21:32:44.882Z",
    lastModified: "2011-08-01T21:32:44.882Z",
    location: "https://example.com/v2/Users/2819c223-7f76-453a-919d-413861904646",
    version: 'W/"e180ee84f0671b1"',
  },
};

describe("resources", () => {
  it.each<[string, ResourceType, object]>([
    ["§3.3 create, request", UserType, barbara],
    ["§3.3 create, answer", UserType, created],
    ["§3.4.1 retrieve", UserType, { ...created, phoneNumbers: [{ value: "555-555-8377", type: "work" }] }],
    [
      "§3.5.1 replace",
      UserType,
      {
        ...created,
        roles: [{ value: "editor" }],
        emails: [{ value: "bjensen@example.com" }, { value: "babs@jensen.org" }],
      },
    ],
    [
      "§3.7.2 group in a bulk",
      GroupType,
      { schemas: [GROUP_SCHEMA], displayName: "Tour Guides", members: [{ type: "User", value: "bulkId:qwerty" }] },
    ],
  ])("%s", (_name, type, body) => {
    expect(normalizeResource(body, type)).toBe(body);
    expect(type.validate(body)).toEqual(body);
  });

  it("§3.5.1 replace: `roles: []` clears an absent attribute", () => {
    expect(normalizeResource({ ...barbara, roles: [], emails: [] }, UserType)).toEqual(barbara);
  });
});

const group = { schemas: [GROUP_SCHEMA], id: "acbf3ae7-8463-4692-b4fd-9b4da3f908ce", displayName: "Employees" };
const babs = {
  display: "Babs Jensen",
  $ref: "https://example.com/v2/Users/2819c223-7f76-453a-919d-413861904646",
  value: "2819c223-7f76-453a-919d-413861904646",
};
const james = { ...babs, display: "James Smith", value: "08e1d05d-1212-4f9b-8ef1-aaf1bd5bc6c8" };
const addresses = [
  { type: "work", streetAddress: "100 Universal City Plaza", locality: "Hollywood", country: "US", primary: true },
  { type: "home", streetAddress: "456 Hollywood Blvd", locality: "Hollywood" },
];

describe("§3.5.2 modifications", () => {
  it.each<[string, ResourceType, object, readonly unknown[], object]>([
    ["add a member", GroupType, group, [{ op: "add", path: "members", value: [babs] }], { members: [babs] }],
    [
      "add without a path",
      UserType,
      created,
      [{ op: "add", value: { emails: [{ value: "babs@jensen.org", type: "home" }], nickName: "Babs" } }],
      { emails: [{ value: "babs@jensen.org", type: "home" }], nickName: "Babs" },
    ],
    [
      "remove one member by its value",
      GroupType,
      { ...group, members: [babs, james] },
      [{ op: "remove", path: `members[value eq "${babs.value}"]` }],
      { members: [james] },
    ],
    [
      "remove all members",
      GroupType,
      { ...group, members: [babs, james] },
      [{ op: "remove", path: "members" }],
      { members: undefined },
    ],
    [
      "remove e-mail addresses by type and value",
      UserType,
      {
        ...created,
        emails: [
          { value: "a@example.com", type: "work" },
          { value: "a@example.org", type: "work" },
        ],
      },
      [{ op: "remove", path: 'emails[type eq "work" and value ew "example.com"]' }],
      { emails: [{ value: "a@example.org", type: "work" }] },
    ],
    [
      "remove and add in one request",
      GroupType,
      { ...group, members: [babs] },
      [
        { op: "remove", path: `members[value eq "${babs.value}"]` },
        { op: "add", path: "members", value: [james] },
      ],
      { members: [james] },
    ],
    [
      "replace all members",
      GroupType,
      { ...group, members: [babs] },
      [{ op: "replace", path: "members", value: [babs, james] }],
      { members: [babs, james] },
    ],
    [
      "replace the work address",
      UserType,
      { ...created, addresses },
      [
        {
          op: "replace",
          path: 'addresses[type eq "work"]',
          value: { type: "work", streetAddress: "911 Universal City Plaza", locality: "Hollywood", primary: true },
        },
      ],
      {
        addresses: [
          { type: "work", streetAddress: "911 Universal City Plaza", locality: "Hollywood", primary: true },
          addresses[1],
        ],
      },
    ],
    [
      "replace the street of the work address",
      UserType,
      { ...created, addresses },
      [{ op: "replace", path: 'addresses[type eq "work"].streetAddress', value: "1010 Broadway Ave" }],
      { addresses: [{ ...addresses[0], streetAddress: "1010 Broadway Ave" }, addresses[1]] },
    ],
    [
      "replace without a path",
      UserType,
      { ...created, emails: [{ value: "old@jensen.org", type: "home" }] },
      [
        {
          op: "replace",
          value: { emails: [{ value: "bjensen@example.com", type: "work", primary: true }], nickName: "Babs" },
        },
      ],
      { emails: [{ value: "bjensen@example.com", type: "work", primary: true }], nickName: "Babs" },
    ],
  ])("%s", (_name, type, resource, operations, changes) => {
    const body = { schemas: message("PatchOp"), Operations: operations };
    const { Operations } = PatchOp.parse(body);
    const before = structuredClone(resource);
    const after = applyPatch(resource, Operations, type, { ...STRICT_PATCH, validate: type.validate });
    expect(JSON.parse(JSON.stringify(after))).toEqual(JSON.parse(JSON.stringify({ ...resource, ...changes })));
    expect(resource).toEqual(before);
    expect(applyPatch(resource, Operations, type)).toEqual(after);
  });
});

describe("messages", () => {
  const operations = [
    { method: "POST", path: "/Users", bulkId: "qwerty", data: { schemas: [USER_SCHEMA], userName: "Alice" } },
    {
      method: "PUT",
      path: "/Users/b7c14771",
      version: 'W/"4weymrEsh5O6cAEK"',
      data: { schemas: [USER_SCHEMA], userName: "Bob" },
    },
    { method: "PATCH", path: "/Users/5d8d29d3", data: [{ op: "remove", path: "nickName" }] },
    { method: "DELETE", path: "/Users/e9025315", version: 'W/"0ee8add0a938e1a"' },
  ];
  const location = "https://example.com/v2/Users/92b725cd-9465-4e7d-8c16-01f8e146b87a";
  it.each<[string, z.ZodType, object]>([
    [
      "§3.4.2 list",
      ListResponse,
      {
        schemas: message("ListResponse"),
        totalResults: 2,
        Resources: [
          { id: "1", userName: "a" },
          { id: "2", userName: "b" },
        ],
      },
    ],
    [
      "§3.4.2.4 page",
      ListResponse,
      { schemas: message("ListResponse"), totalResults: 100, itemsPerPage: 10, startIndex: 1, Resources: [] },
    ],
    ["§3.4.2 list of nothing", ListResponse, { schemas: message("ListResponse"), totalResults: 0 }],
    [
      "§3.4.3 search",
      SearchRequest,
      {
        schemas: message("SearchRequest"),
        attributes: ["displayName"],
        filter: 'displayName sw "smith"',
        startIndex: 1,
        count: 10,
      },
    ],
    ["§3.7.3 bulk request", BulkRequest, { schemas: message("BulkRequest"), failOnErrors: 1, Operations: operations }],
    [
      "§3.7.3 bulk response with an error",
      BulkResponse,
      {
        schemas: message("BulkResponse"),
        Operations: [
          { location, method: "POST", bulkId: "qwerty", version: 'W/"4weymrEsh5O6cAEK"', status: "201" },
          {
            method: "POST",
            bulkId: "ytrewq",
            status: "400",
            response: {
              schemas: message("Error"),
              scimType: "invalidSyntax",
              detail: "Request is unparsable.",
              status: "400",
            },
          },
          {
            location,
            method: "DELETE",
            status: "412",
            response: { schemas: message("Error"), detail: "x", status: "412" },
          },
        ],
      },
    ],
    ["§3.12 error", ErrorMessage, { schemas: message("Error"), detail: "Resource 2819c223 not found", status: "404" }],
    [
      "§3.12 error with a keyword",
      ErrorMessage,
      { schemas: message("Error"), scimType: "mutability", detail: "Attribute 'id' is readOnly", status: "400" },
    ],
    [
      "RFC 7643 §8.6 resource type",
      ResourceTypeDocument,
      {
        schemas: [RESOURCE_TYPE_SCHEMA],
        id: "User",
        name: "User",
        endpoint: "/Users",
        description: "User Account",
        schema: USER_SCHEMA,
        schemaExtensions: [{ schema: ENTERPRISE_USER_SCHEMA, required: true }],
        meta: { location: "https://example.com/v2/ResourceTypes/User", resourceType: "ResourceType" },
      },
    ],
  ])("%s", (_name, schema, body) => {
    expect(schema.parse(body)).toEqual(body);
  });
});
