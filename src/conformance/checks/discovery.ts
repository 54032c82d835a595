/** RFC 7644 §4, RFC 7643 §5 and §6: the discovery documents. */
import { LIST_RESPONSE, RESOURCE_TYPE_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { arrayOf, objectsOf, resourcesOf, stringOf, valueAt } from "../service/exchange.ts";
import { expectMember, expectStatus, expectThat, hasSchema } from "../service/expect.ts";
import { type Check, must, should } from "./check.ts";

const DISCOVERY = "RFC 7644 §4";
const CONFIG = "RFC 7643 §5";
const TYPES = "RFC 7643 §6";
const DOCUMENTS = ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"] as const;

const endpoints: readonly Check[] = [
  ...DOCUMENTS.flatMap((path) => [
    must(`discovery-get-${path.slice(1)}`, DISCOVERY, `GET ${path} succeeds.`, async (service) => {
      expectStatus(await service.get(path), 200);
    }),
    must(`discovery-filter-${path.slice(1)}`, DISCOVERY, `${path} rejects a filter with 403.`, async (service) => {
      expectStatus(await service.get(`${path}?filter=${encodeURIComponent('name eq "User"')}`), 403);
    }),
    must(
      `discovery-parameters-${path.slice(1)}`,
      DISCOVERY,
      `${path} ignores sorting, paging and attributes.`,
      async (service) => {
        const plain = await service.get(path);
        const response = await service.get(`${path}?sortBy=name&startIndex=2&count=0&attributes=name`);
        expectStatus(response, 200);
        const isSame =
          resourcesOf(response).length === resourcesOf(plain).length &&
          response.rawBody.length === plain.rawBody.length;
        expectThat(isSame, response, "the whole document");
      },
    ),
    should(`discovery-read-only-${path.slice(1)}`, CONFIG, `${path} is read-only.`, async (service) => {
      for (const method of ["POST", "DELETE"]) {
        const response = await service.send(method, path, method === "POST" ? { body: {} } : {});
        expectStatus(response, 400, 403, 404, 405, 501);
      }
    }),
  ]),
  ...(["/ResourceTypes", "/Schemas"] as const).flatMap((path) => [
    must(`discovery-list-${path.slice(1)}`, DISCOVERY, `${path} returns a ListResponse.`, async (service) => {
      const response = await service.get(path);
      expectThat(hasSchema(response, LIST_RESPONSE), response, `the schemas [${LIST_RESPONSE}]`);
      expectMember(response, "totalResults", resourcesOf(response).length);
      expectThat(resourcesOf(response).length > 0, response, "Resources");
    }),
    must(
      `discovery-one-${path.slice(1)}`,
      DISCOVERY,
      `Each document in ${path} can be read by its id.`,
      async (service) => {
        for (const document of resourcesOf(await service.get(path))) {
          const id = stringOf(document["id"]) || stringOf(document["name"]);
          const response = await service.get(`${path}/${encodeURIComponent(id)}`);
          expectStatus(response, 200);
          expectMember(response, "name", document["name"]);
        }
      },
    ),
    must(`discovery-none-${path.slice(1)}`, DISCOVERY, `${path} returns 404 for an unknown id.`, async (service) => {
      expectStatus(await service.get(`${path}/scim-check-none`), 404);
    }),
  ]),
];

const config: readonly Check[] = [
  must(
    "config-schema",
    CONFIG,
    "ServiceProviderConfig is a single document with its schema, not a list.",
    async (service) => {
      const response = await service.get("/ServiceProviderConfig");
      expectThat(
        hasSchema(response, SERVICE_PROVIDER_CONFIG_SCHEMA),
        response,
        `the schemas [${SERVICE_PROVIDER_CONFIG_SCHEMA}]`,
      );
    },
  ),
  must(
    "config-features",
    CONFIG,
    "ServiceProviderConfig states whether patch, bulk, filter, changePassword, sort and etag are supported.",
    async (service) => {
      const response = await service.get("/ServiceProviderConfig");
      for (const name of ["patch", "bulk", "filter", "changePassword", "sort", "etag"]) {
        expectThat(
          typeof valueAt(response.body, `${name}.supported`) === "boolean",
          response,
          `${name}.supported as a boolean`,
        );
      }
    },
  ),
  must(
    "config-limits",
    CONFIG,
    "ServiceProviderConfig states the limits of bulk requests and filters.",
    async (service) => {
      const response = await service.get("/ServiceProviderConfig");
      for (const path of ["bulk.maxOperations", "bulk.maxPayloadSize", "filter.maxResults"]) {
        expectThat(Number.isInteger(valueAt(response.body, path)), response, `${path} as an integer`);
      }
    },
  ),
  must(
    "config-authentication",
    CONFIG,
    "ServiceProviderConfig lists the authentication schemes, each with type, name and description.",
    async (service) => {
      const response = await service.get("/ServiceProviderConfig");
      const schemes = objectsOf(response.body, "authenticationSchemes");
      const isNamed = schemes.every((scheme) =>
        ["type", "name", "description"].every((part) => stringOf(scheme[part]) !== ""),
      );
      expectThat(schemes.length > 0 && isNamed, response, "authenticationSchemes with type, name and description");
    },
  ),
  should(
    "config-pagination",
    "RFC 9865 §4",
    "If ServiceProviderConfig has pagination, it states which methods are supported.",
    async (service) => {
      const response = await service.get("/ServiceProviderConfig");
      const pagination = response.body["pagination"];
      const isDeclared =
        typeof valueAt(pagination, "cursor") === "boolean" && typeof valueAt(pagination, "index") === "boolean";
      expectThat(
        pagination === undefined || isDeclared,
        response,
        "pagination.cursor and pagination.index as booleans, or no pagination",
      );
    },
  ),
];

const types: readonly Check[] = [
  must("types-attributes", TYPES, "A resource type has name, endpoint and schema.", async (service) => {
    const response = await service.get("/ResourceTypes");
    for (const type of resourcesOf(response)) {
      const isWhole = ["name", "endpoint", "schema"].every((part) => stringOf(type[part]) !== "");
      expectThat(
        isWhole && arrayOf(type, "schemas").includes(RESOURCE_TYPE_SCHEMA),
        response,
        "name, endpoint, schema and schemas in each resource type",
      );
    }
  }),
  must("types-user", TYPES, "There is a resource type with the core User schema.", async (service) => {
    const response = await service.get("/ResourceTypes");
    expectThat(
      resourcesOf(response).some(({ schema }) => schema === USER_SCHEMA),
      response,
      `a resource type with the schema ${USER_SCHEMA}`,
    );
  }),
  must("types-endpoints", TYPES, "The endpoint of each resource type exists.", async (service) => {
    for (const type of resourcesOf(await service.get("/ResourceTypes"))) {
      const path = stringOf(type["endpoint"]);
      expectStatus(await service.get(`${path.startsWith("/") ? path : `/${path}`}?count=1`), 200);
    }
  }),
  must("types-extensions", TYPES, "A schema extension has schema and required.", async (service) => {
    const response = await service.get("/ResourceTypes");
    for (const extension of resourcesOf(response).flatMap((type) => objectsOf(type, "schemaExtensions"))) {
      const isWhole = stringOf(extension["schema"]) !== "" && typeof extension["required"] === "boolean";
      expectThat(isWhole, response, "schema and required in each of schemaExtensions");
    }
  }),
  must("types-schemas", TYPES, "/Schemas contains each schema of each resource type.", async (service) => {
    const response = await service.get("/Schemas");
    const ids = resourcesOf(response).map(({ id }) => id);
    for (const type of resourcesOf(await service.get("/ResourceTypes"))) {
      for (const schema of [
        type["schema"],
        ...objectsOf(type, "schemaExtensions").map((extension) => extension["schema"]),
      ]) {
        expectThat(ids.includes(schema), response, `the schema ${String(schema)}`);
      }
    }
  }),
];

/** Checks of the discovery documents. */
export const discoveryChecks: readonly Check[] = [...endpoints, ...config, ...types];
