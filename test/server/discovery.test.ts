import { describe, expect, it } from "vitest";
import { ResourceTypeDocument, SchemaDocument, ServiceProviderConfig } from "../../src/models/index.ts";
import { fullProfile, proxyclickProfile } from "../../src/server/index.ts";
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";
import { createService, resources } from "./service.ts";

const profiles = [fullProfile(), proxyclickProfile()];

describe.each(profiles)("discovery under the profile $name (RFC 7644 §4)", (profile) => {
  const service = createService({ profile });

  it("tells the capabilities as they are", async () => {
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
    const expected = profile.resourceTypes.flatMap(({ schemas: own }) => own.map(({ urn }) => urn));
    expect(schemas.map(({ id }) => id)).toEqual([...new Set(expected)]);
    for (const schema of schemas) {
      expect(SchemaDocument.safeParse(schema).success).toBe(true);
      expect((await service.get(`/Schemas/${schema["id"]}`)).body).toEqual(schema);
      expect((await service.get(`/Schemas/${String(schema["id"]).toUpperCase()}`)).status).toBe(200);
    }
  });

  it.each(["/ServiceProviderConfig", "/ResourceTypes", "/ResourceTypes/User", "/Schemas", `/Schemas/${USER_SCHEMA}`])(
    "answers 403 to a filter on %s, and ignores paging and sorting",
    async (path) => {
      expect((await service.get(`${path}?filter=id+pr`)).status).toBe(403);
      expect((await service.get(`${path}?startIndex=x&count=0&sortBy=id`)).status).toBe(200);
    },
  );

  it.each(["/Schemas/urn:none", "/ResourceTypes/None", "/Schemas/__proto__"])("answers 404 for %s", async (path) => {
    expect((await service.get(path)).status).toBe(404);
  });
});

it("the full profile describes users with the enterprise extension, and groups", async () => {
  const schemas = resources(await createService().get("/Schemas"));
  expect(schemas.map(({ id }) => id)).toEqual([USER_SCHEMA, ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA]);
});
