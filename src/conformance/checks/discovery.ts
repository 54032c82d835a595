/** RFC 7644 §4 and RFC 7643 §5 and §6: what a service says of itself. */
import { LIST_RESPONSE, RESOURCE_TYPE_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { elementsOf, listOf, memberOf, resourcesOf, textOf } from "../service/exchange.ts";
import { expectMember, expectStatus, expectThat, hasSchema } from "../service/expect.ts";
import { type Check, must, should } from "./check.ts";

const DISCOVERY = "RFC 7644 §4";
const CONFIG = "RFC 7643 §5";
const TYPES = "RFC 7643 §6";
const DOCUMENTS = ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"] as const;

const endpoints: readonly Check[] = [
  ...DOCUMENTS.flatMap((path) => [
    must(`discovery-get-${path.slice(1)}`, DISCOVERY, `${path} is answered to a GET.`, async (scim) => {
      expectStatus(await scim.get(path), 200);
    }),
    must(`discovery-filter-${path.slice(1)}`, DISCOVERY, `A filter at ${path} is refused with 403.`, async (scim) => {
      expectStatus(await scim.get(`${path}?filter=${encodeURIComponent('name eq "User"')}`), 403);
    }),
    must(
      `discovery-parameters-${path.slice(1)}`,
      DISCOVERY,
      `Order, pages and attributes are ignored at ${path}.`,
      async (scim) => {
        const plain = await scim.get(path);
        const answer = await scim.get(`${path}?sortBy=name&startIndex=2&count=0&attributes=name`);
        expectStatus(answer, 200);
        const isSame =
          resourcesOf(answer).length === resourcesOf(plain).length && answer.text.length === plain.text.length;
        expectThat(isSame, answer, "the whole document");
      },
    ),
    should(`discovery-read-only-${path.slice(1)}`, CONFIG, `${path} cannot be written.`, async (scim) => {
      for (const method of ["POST", "DELETE"]) {
        const answer = await scim.send(method, path, method === "POST" ? { body: {} } : {});
        expectStatus(answer, 400, 403, 404, 405, 501);
      }
    }),
  ]),
  ...(["/ResourceTypes", "/Schemas"] as const).flatMap((path) => [
    must(`discovery-list-${path.slice(1)}`, DISCOVERY, `${path} is answered with a ListResponse.`, async (scim) => {
      const answer = await scim.get(path);
      expectThat(hasSchema(answer, LIST_RESPONSE), answer, `the schemas [${LIST_RESPONSE}]`);
      expectMember(answer, "totalResults", resourcesOf(answer).length);
      expectThat(resourcesOf(answer).length > 0, answer, "Resources");
    }),
    must(`discovery-one-${path.slice(1)}`, DISCOVERY, `Each document of ${path} is found by its id.`, async (scim) => {
      for (const document of resourcesOf(await scim.get(path))) {
        const id = textOf(document["id"]) || textOf(document["name"]);
        const answer = await scim.get(`${path}/${encodeURIComponent(id)}`);
        expectStatus(answer, 200);
        expectMember(answer, "name", document["name"]);
      }
    }),
    must(`discovery-none-${path.slice(1)}`, DISCOVERY, `${path} answers an unknown id with 404.`, async (scim) => {
      expectStatus(await scim.get(`${path}/scim-check-none`), 404);
    }),
  ]),
];

const config: readonly Check[] = [
  must("config-schema", CONFIG, "ServiceProviderConfig is one document with its schema, not a list.", async (scim) => {
    const answer = await scim.get("/ServiceProviderConfig");
    expectThat(
      hasSchema(answer, SERVICE_PROVIDER_CONFIG_SCHEMA),
      answer,
      `the schemas [${SERVICE_PROVIDER_CONFIG_SCHEMA}]`,
    );
  }),
  must(
    "config-features",
    CONFIG,
    "It says of patch, bulk, filter, changePassword, sort and etag whether they are supported.",
    async (scim) => {
      const answer = await scim.get("/ServiceProviderConfig");
      for (const name of ["patch", "bulk", "filter", "changePassword", "sort", "etag"]) {
        expectThat(
          typeof memberOf(answer.body, `${name}.supported`) === "boolean",
          answer,
          `${name}.supported as a boolean`,
        );
      }
    },
  ),
  must("config-limits", CONFIG, "It names the limits of bulk requests and of filters.", async (scim) => {
    const answer = await scim.get("/ServiceProviderConfig");
    for (const path of ["bulk.maxOperations", "bulk.maxPayloadSize", "filter.maxResults"]) {
      expectThat(Number.isInteger(memberOf(answer.body, path)), answer, `${path} as an integer`);
    }
  }),
  must(
    "config-authentication",
    CONFIG,
    "It names its authentication schemes, each with type, name and description.",
    async (scim) => {
      const answer = await scim.get("/ServiceProviderConfig");
      const schemes = elementsOf(answer.body, "authenticationSchemes");
      const isNamed = schemes.every((scheme) =>
        ["type", "name", "description"].every((part) => textOf(scheme[part]) !== ""),
      );
      expectThat(schemes.length > 0 && isNamed, answer, "authenticationSchemes with type, name and description");
    },
  ),
  should(
    "config-pagination",
    "RFC 9865 §4",
    "Where it speaks of pagination, it says which methods there are.",
    async (scim) => {
      const answer = await scim.get("/ServiceProviderConfig");
      const pagination = answer.body["pagination"];
      const isTold =
        typeof memberOf(pagination, "cursor") === "boolean" && typeof memberOf(pagination, "index") === "boolean";
      expectThat(
        pagination === undefined || isTold,
        answer,
        "pagination.cursor and pagination.index as booleans, or no pagination",
      );
    },
  ),
];

const types: readonly Check[] = [
  must("types-attributes", TYPES, "A resource type has name, endpoint and schema.", async (scim) => {
    const answer = await scim.get("/ResourceTypes");
    for (const type of resourcesOf(answer)) {
      const isWhole = ["name", "endpoint", "schema"].every((part) => textOf(type[part]) !== "");
      expectThat(
        isWhole && listOf(type, "schemas").includes(RESOURCE_TYPE_SCHEMA),
        answer,
        "name, endpoint, schema and schemas in each resource type",
      );
    }
  }),
  must("types-user", TYPES, "Users are a resource type, with the schema of users.", async (scim) => {
    const answer = await scim.get("/ResourceTypes");
    expectThat(
      resourcesOf(answer).some(({ schema }) => schema === USER_SCHEMA),
      answer,
      `a resource type with the schema ${USER_SCHEMA}`,
    );
  }),
  must("types-endpoints", TYPES, "Each endpoint of a resource type exists.", async (scim) => {
    for (const type of resourcesOf(await scim.get("/ResourceTypes"))) {
      const path = textOf(type["endpoint"]);
      expectStatus(await scim.get(`${path.startsWith("/") ? path : `/${path}`}?count=1`), 200);
    }
  }),
  must(
    "types-extensions",
    TYPES,
    "An extension is named with its schema, and whether it is required.",
    async (scim) => {
      const answer = await scim.get("/ResourceTypes");
      for (const extension of resourcesOf(answer).flatMap((type) => elementsOf(type, "schemaExtensions"))) {
        const isWhole = textOf(extension["schema"]) !== "" && typeof extension["required"] === "boolean";
        expectThat(isWhole, answer, "schema and required in each of schemaExtensions");
      }
    },
  ),
  must("types-schemas", TYPES, "Each schema of a resource type is found at /Schemas.", async (scim) => {
    const answer = await scim.get("/Schemas");
    const ids = resourcesOf(answer).map(({ id }) => id);
    for (const type of resourcesOf(await scim.get("/ResourceTypes"))) {
      for (const schema of [
        type["schema"],
        ...elementsOf(type, "schemaExtensions").map((extension) => extension["schema"]),
      ]) {
        expectThat(ids.includes(schema), answer, `the schema ${String(schema)}`);
      }
    }
  }),
];

/** Checks of the discovery documents. */
export const discoveryChecks: readonly Check[] = [...endpoints, ...config, ...types];
