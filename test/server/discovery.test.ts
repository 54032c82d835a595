/** The discovery endpoints. */
import { describe, expect, it } from "vitest";
import { ResourceTypeDocument, SchemaDocument, ServiceProviderConfig } from "../../src/models/index.ts";
import { PROXYCLICK_USER_ATTRIBUTES } from "../../src/profile/proxyclick-profile.ts";
import { fullProfile, proxyclickProfile } from "../../src/server/index.ts";
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";
import { createService, resources } from "./service.ts";

const urnsOf = (extensions: unknown): readonly unknown[] =>
  Array.isArray(extensions) ? extensions.map((extension) => extension.schema) : [];

const profiles = [fullProfile(), proxyclickProfile()];

describe.each(profiles)("discovery under the profile $name (RFC 7644 §4)", (profile) => {
  const service = createService({ profile });

  it("announces the capabilities of the profile", async () => {
    const { status, body } = await service.get("/ServiceProviderConfig");
    const { patch, sort, etag, bulk, changePassword, filter } = profile.capabilities;
    expect(status).toBe(200);
    expect(ServiceProviderConfig.safeParse(body).success).toBe(true);
    expect(body).toMatchObject({
      patch: { supported: patch },
      bulk: { supported: bulk !== false },
      filter: filter === false ? { supported: false } : { supported: true, maxResults: filter.maxResults },
      changePassword: { supported: changePassword },
      sort: { supported: sort },
      etag: { supported: etag },
      authenticationSchemes: [{ type: "oauthbearertoken" }],
      meta: { resourceType: "ServiceProviderConfig", location: "https://scim.example/scim/v2/ServiceProviderConfig" },
    });
  });

  it("lists the resource types that have an endpoint, and no others", async () => {
    const types = resources(await service.get("/ResourceTypes"));
    expect(types.map(({ name }) => name)).toEqual(profile.resourceTypes.map(({ name }) => name));
    for (const type of types) {
      expect(ResourceTypeDocument.safeParse(type).success).toBe(true);
      expect((await service.get(String(type["endpoint"]))).status).toBe(200);
      expect((await service.get(`/ResourceTypes/${type["id"]}`)).body).toEqual(type);
    }
  });

  it("lists every schema of its resource types once", async () => {
    const schemas = resources(await service.get("/Schemas"));
    const types = resources(await service.get("/ResourceTypes"));
    const expected = types.flatMap(({ schema, schemaExtensions }) => [schema, ...urnsOf(schemaExtensions)]);
    expect(schemas.map(({ id }) => id)).toEqual([...new Set(expected)]);
    for (const schema of schemas) {
      expect(SchemaDocument.safeParse(schema).success).toBe(true);
      expect((await service.get(`/Schemas/${schema["id"]}`)).body).toEqual(schema);
      expect((await service.get(`/Schemas/${String(schema["id"]).toUpperCase()}`)).status).toBe(200);
    }
  });

  it.each(["/ServiceProviderConfig", "/ResourceTypes", "/ResourceTypes/User", "/Schemas", `/Schemas/${USER_SCHEMA}`])(
    "responds to a filter on %s with 403, and ignores paging and sorting",
    async (path) => {
      expect((await service.get(`${path}?filter=id+pr`)).status).toBe(403);
      expect((await service.get(`${path}?startIndex=x&count=0&sortBy=id`)).status).toBe(200);
    },
  );

  it.each(["/Schemas/urn:none", "/ResourceTypes/None", "/Schemas/__proto__"])(
    "responds to %s with 404",
    async (path) => {
      expect((await service.get(path)).status).toBe(404);
    },
  );
});

it("the full profile describes users with the enterprise extension, and groups", async () => {
  const schemas = resources(await createService().get("/Schemas"));
  expect(schemas.map(({ id }) => id)).toEqual([USER_SCHEMA, ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA]);
});

describe("the Proxyclick profile describes what Proxyclick stores", () => {
  async function pathsOf(profile = proxyclickProfile()) {
    const schemas = resources(await createService({ profile }).get("/Schemas"));
    return schemas.flatMap((schema) =>
      SchemaDocument.parse(schema).attributes.flatMap(({ name, subAttributes }) => {
        const path = schema["id"] === USER_SCHEMA ? name : `${schema["id"]}:${name}`;
        return subAttributes === undefined ? [path] : subAttributes.map((sub) => `${path}.${sub.name}`);
      }),
    );
  }

  it("and no other attribute or extension", async () => {
    // externalId is a common attribute, which no schema describes (RFC 7643 §3.1).
    const documented = PROXYCLICK_USER_ATTRIBUTES.filter((path) => path !== "externalId");
    expect((await pathsOf()).sort()).toEqual([...documented].sort());
    expect(resources(await createService({ profile: proxyclickProfile() }).get("/ResourceTypes"))).toMatchObject([
      { schemaExtensions: [] },
    ]);
  });

  it("and what an option of the profile adds, which the handler stores as well", async () => {
    const department = `${ENTERPRISE_USER_SCHEMA}:department`;
    const profile = proxyclickProfile({ moreAttributes: ["displayName", department] });
    const paths = await pathsOf(profile);
    expect(paths).toContain("displayName");
    expect(paths.filter((path) => path.startsWith(ENTERPRISE_USER_SCHEMA))).toEqual([department]);
    const made = await createService({ profile }).post("/Users", {
      userName: "ada@example.com",
      name: { givenName: "Ada", familyName: "Lovelace" },
      [ENTERPRISE_USER_SCHEMA]: { department: "Engines", division: "Analysis" },
    });
    expect(made.body[ENTERPRISE_USER_SCHEMA]).toEqual({ department: "Engines" });
  });
});
