/** Discovery documents with gaps, nulls and errors. */
import { describe, expect, it } from "vitest";
import { ScimClient } from "../../src/client/index.ts";
import { UserType } from "../../src/models/index.ts";
import { RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA } from "../../src/urns.ts";
import { json, list, scripted } from "./scripted-fetch.ts";

function clientOf(...answers: readonly Response[]) {
  const { fetch, sent } = scripted(...answers);
  return { client: new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch }), sent };
}

const LEAST = { patch: { supported: true }, filter: { supported: true } };

describe("a ServiceProviderConfig", () => {
  it("may leave out features that the service does not have, and limits", async () => {
    const { client } = clientOf(json(LEAST));
    const off = { supported: false };
    await expect(client.serviceProviderConfig()).resolves.toMatchObject({
      filter: { supported: true, maxResults: 0 },
      bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
      changePassword: off,
      sort: off,
      etag: off,
      authenticationSchemes: [],
    });
  });

  it("may have nulls", async () => {
    const bulk = { supported: true, maxOperations: null, maxPayloadSize: null };
    const { client } = clientOf(json({ ...LEAST, documentationUri: null, bulk, etag: null }));
    await expect(client.serviceProviderConfig()).resolves.not.toHaveProperty("documentationUri");
  });

  it("without versions makes the client reject conditions", async () => {
    const { client, sent } = clientOf(json(LEAST));
    await client.serviceProviderConfig();
    const change = client.resources(UserType).update("1", { title: "x" }, { ifMatch: '"1"' });
    await expect(change).rejects.toMatchObject({ status: 501 });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ["no patch", { filter: LEAST.filter }],
    ["no filter", { patch: LEAST.patch }],
    ["patch as text", { ...LEAST, patch: "yes" }],
    ["patch without a word", { ...LEAST, patch: {} }],
    ["supported as text", { ...LEAST, sort: { supported: "true" } }],
    ["a bound as text", { ...LEAST, filter: { supported: true, maxResults: "50" } }],
    ["a list", [LEAST]],
    ["a list without the document", { totalResults: 0, Resources: [] }],
  ])("is an error with %s", async (_name, body) => {
    const { client } = clientOf(json(body));
    await expect(client.serviceProviderConfig()).rejects.toMatchObject({ code: "not_scim" });
  });
});

describe("schemas and resource types", () => {
  it("are read without `schemas`, as RFC 7643 §8.7 shows them, and with nulls", async () => {
    const attribute = { name: "shoeSize", type: "integer", multiValued: false, subAttributes: null };
    const { client } = clientOf(
      list([{ id: "urn:example:Person", name: "Person", description: null, attributes: [attribute] }]),
      list([{ name: "Person", endpoint: "/People", schema: "urn:example:Person", schemaExtensions: null }]),
    );
    const [schema] = await client.schemas();
    expect(schema).toMatchObject({ schemas: [SCHEMA_SCHEMA], attributes: [{ name: "shoeSize" }] });
    const [type] = await client.resourceTypes();
    expect(type).toMatchObject({ schemas: [RESOURCE_TYPE_SCHEMA], endpoint: "/People" });
  });

  it.each(["schemas", "resourceTypes"] as const)("%s that are cut short are an error", async (name) => {
    const { client } = clientOf(list([], { totalResults: 2 }));
    await expect(client[name]()).rejects.toMatchObject({ code: "not_scim" });
  });

  it("that are nested very deep are read to a bounded depth", async () => {
    let attribute: object = { name: "a", type: "complex", multiValued: false };
    for (let depth = 0; depth < 2_000; depth += 1) attribute = { ...attribute, subAttributes: [attribute] };
    const { client } = clientOf(list([{ id: "urn:x", attributes: [attribute] }]));
    expect(JSON.stringify(await client.schemas()).split("subAttributes").length).toBeLessThan(20);
  });
});
