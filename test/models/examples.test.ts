import { describe, expect, it } from "vitest";
import {
  BulkRequest,
  BulkResponse,
  ErrorMessage,
  Group,
  GroupType,
  ListResponse,
  normalizeResource,
  PatchOp,
  SearchRequest,
  ServiceProviderConfig,
  User,
  UserType,
} from "../../src/models/index.ts";
import { listResponseOf } from "../../src/models/messages.ts";
import { enterpriseUser, fullUser, group, minimalUser } from "./rfc7643-examples.ts";

const example = (name: string) => `urn:ietf:params:scim:api:messages:2.0:${name}`;

describe("the example bodies of RFC 7643 §8", () => {
  it.each([
    ["§8.1 minimal user", minimalUser, UserType, User],
    ["§8.2 full user", fullUser, UserType, User],
    ["§8.3 enterprise user", enterpriseUser, UserType, User],
    ["§8.4 group", group, GroupType, Group],
  ])("%s is valid and already canonical", (_section, body, type, schema) => {
    const resource = normalizeResource(body, type, { unknownAttributes: "refuse" });
    expect(resource).toBe(body);
    expect(type.validate(resource)).toEqual(body);
    expect(schema.parse(body)).toEqual(body);
  });

  it("§8.5 service provider configuration is valid", () => {
    const body = {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
      documentationUri: "http://example.com/help/scim.html",
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1048576 },
      filter: { supported: true, maxResults: 200 },
      changePassword: { supported: true },
      sort: { supported: true },
      etag: { supported: true },
      authenticationSchemes: [
        {
          name: "OAuth Bearer Token",
          description: "Authentication with a bearer token",
          specUri: "http://www.rfc-editor.org/info/rfc6750",
          documentationUri: "http://example.com/help/oauth.html",
          type: "oauthbearertoken",
          primary: true,
        },
      ],
      // RFC 9865 §4
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: "cursor",
        defaultPageSize: 100,
        maxPageSize: 250,
        cursorTimeout: 3600,
      },
      meta: { location: "https://example.com/v2/ServiceProviderConfig", resourceType: "ServiceProviderConfig" },
    };
    expect(ServiceProviderConfig.parse(body)).toEqual(body);
  });
});

describe("messages in the form of RFC 7644 §3 and RFC 9865", () => {
  it.each([
    [
      "list by position (RFC 7644 §3.4.2)",
      ListResponse,
      {
        schemas: [example("ListResponse")],
        totalResults: 2,
        itemsPerPage: 2,
        startIndex: 1,
        Resources: [{ userName: "bjensen" }, { userName: "jsmith" }],
      },
    ],
    [
      "empty list without Resources (RFC 7644 §3.4.2)",
      ListResponse,
      { schemas: [example("ListResponse")], totalResults: 0 },
    ],
    [
      "list by cursor (RFC 9865 §2)",
      ListResponse,
      {
        schemas: [example("ListResponse")],
        itemsPerPage: 1,
        nextCursor: "VZUTiyhEQJ94IR",
        previousCursor: "ze7L30kMiiLX6x",
        Resources: [{ id: "1" }],
      },
    ],
    [
      "search (RFC 7644 §3.4.3)",
      SearchRequest,
      {
        schemas: [example("SearchRequest")],
        attributes: ["displayName", "userName"],
        filter: 'displayName sw "smith"',
        startIndex: 1,
        count: 10,
      },
    ],
    [
      "patch (RFC 7644 §3.5.2.1)",
      PatchOp,
      {
        schemas: [example("PatchOp")],
        Operations: [{ op: "add", path: "members", value: [{ display: "Babs Jensen", value: "2819c223" }] }],
      },
    ],
    [
      "patch without operations, as Microsoft's validator sends it",
      PatchOp,
      { schemas: [example("PatchOp")], Operations: [] },
    ],
    [
      "bulk request (RFC 7644 §3.7.3)",
      BulkRequest,
      {
        schemas: [example("BulkRequest")],
        failOnErrors: 1,
        Operations: [
          { method: "POST", path: "/Users", bulkId: "qwerty", data: { userName: "Alice" } },
          { method: "DELETE", path: "/Users/e9025315", version: 'W/"0ee8add0a938e1a"' },
        ],
      },
    ],
    [
      "bulk response (RFC 7644 §3.7.3)",
      BulkResponse,
      {
        schemas: [example("BulkResponse")],
        Operations: [
          {
            location: "https://example.com/v2/Users/92b725cd",
            method: "POST",
            bulkId: "qwerty",
            version: 'W/"oY4m4wn58tkVjJxK"',
            status: "201",
          },
        ],
      },
    ],
    [
      "error (RFC 7644 §3.12)",
      ErrorMessage,
      { schemas: [example("Error")], scimType: "mutability", detail: "Attribute 'id' is readOnly", status: "400" },
    ],
  ])("%s is valid", (_name, schema, body) => {
    expect(schema.parse(body)).toEqual(body);
  });

  it("are refused without their URN, and accepted with it in any case", () => {
    expect(PatchOp.safeParse({ schemas: ["urn:other"], Operations: [] }).success).toBe(false);
    expect(PatchOp.safeParse({ schemas: [example("PatchOp").toUpperCase()], Operations: [] }).success).toBe(true);
  });

  it("check the resources of a list of one kind", () => {
    const users = listResponseOf(User);
    expect(
      users.safeParse({ schemas: [example("ListResponse")], totalResults: 1, Resources: [minimalUser] }).success,
    ).toBe(true);
    expect(
      users.safeParse({ schemas: [example("ListResponse")], totalResults: 1, Resources: [{ id: "1" }] }).success,
    ).toBe(false);
  });
});
