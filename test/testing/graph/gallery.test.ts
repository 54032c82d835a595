/** The gallery of the emulator of Microsoft Graph, and applications that are created from it. */
import { describe, expect, it } from "vitest";
import { createGraphEmulator } from "../../../src/testing/index.ts";
import { PERMISSIONS } from "./application-calls.ts";
import { call, failure, items, objectOf } from "./graph-calls.ts";

const CUSTOM = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

describe("applicationTemplates", () => {
  const graph = createGraphEmulator({
    permissions: PERMISSIONS,
    gallery: [{ displayName: "Twin" }, { displayName: "Twin", supportedProvisioningTypes: [] }],
  });

  it.each([
    ["displayName eq 'Proxyclick'", ["Proxyclick"]],
    ["displayName eq 'proxyclick'", ["Proxyclick"]],
    ["displayName eq 'Twin'", ["Twin", "Twin"]],
    ["displayName eq 'Nobody''s'", []],
    ["contains(displayName, 'roxy')", ["Proxyclick"]],
  ])("are found by %s", async (filter, names) => {
    const found = items(await call(graph, `/applicationTemplates?$filter=${encodeURIComponent(filter)}`));
    expect(found.map((template) => template["displayName"])).toEqual(names);
  });

  it("refuse a filter on another property", async () => {
    const answer = await call(graph, `/applicationTemplates?$filter=${encodeURIComponent("publisher eq 'x'")}`);
    expect(answer.status).toBe(400);
  });

  it("say whether the application can be provisioned", async () => {
    const found = items(await call(graph, "/applicationTemplates"));
    expect(found.map((template) => template["supportedProvisioningTypes"])).toEqual([["sync"], ["sync"], []]);
  });

  it("have ids that depend on the seed, except for the custom application", async () => {
    const ids = [1, 2].map((seed) => createGraphEmulator({ seed }).applications.gallery[0]?.["id"]);
    expect(ids[0]).not.toBe(ids[1]);
    expect((await call(graph, `/applicationTemplates/${CUSTOM}`)).status).toBe(200);
  });
});

describe("instantiate", () => {
  it("creates an application and its service principal, each time again", async () => {
    const graph = createGraphEmulator({ permissions: PERMISSIONS });
    const id = String(graph.applications.gallery[0]?.["id"]);
    const create = () =>
      call(graph, `/applicationTemplates/${id}/instantiate`, { method: "POST", body: { displayName: "Visitors" } });
    const answers = [await create(), await create()];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const { application, servicePrincipal } = answers[0]?.body ?? {};
    const { appId, applicationTemplateId, appRoles } = objectOf(servicePrincipal);
    expect(objectOf(application)["appId"]).toBe(appId);
    expect(applicationTemplateId).toBe(id);
    expect(appRoles).toMatchObject([{ displayName: "User" }, { displayName: "msiam_access" }]);
    const filter = encodeURIComponent(`applicationTemplateId eq '${id}' and displayName eq 'Visitors'`);
    expect(items(await call(graph, `/servicePrincipals?$filter=${filter}`))).toHaveLength(2);
  });

  it("gives objects that reads do not find at first", async () => {
    const graph = createGraphEmulator({ permissions: PERMISSIONS, behavior: { readsUntilFound: 2 } });
    const created = await call(graph, `/applicationTemplates/${CUSTOM}/instantiate`, {
      method: "POST",
      body: { displayName: "Visitors" },
    });
    const { application, servicePrincipal } = created.body;
    const spPath = `/servicePrincipals/${String(objectOf(servicePrincipal)["id"])}`;
    const templates = `${spPath}/synchronization/templates`;
    expect(items(await call(graph, templates))).toEqual([]);
    expect(failure(await call(graph, spPath))).toBe("404 Request_ResourceNotFound");
    expect(items(await call(graph, templates))).toHaveLength(1);
    const applicationPath = `/applications/${String(objectOf(application)["id"])}`;
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await call(graph, applicationPath)).status);
    expect(statuses).toEqual([404, 404, 200]);
  });

  it("needs a permission and a display name", async () => {
    const graph = createGraphEmulator({ permissions: PERMISSIONS });
    const path = `/applicationTemplates/${CUSTOM}/instantiate`;
    const token = graph.issueToken({ permissions: ["Application.Read.All"] });
    const body = { displayName: "Visitors" };
    expect(failure(await call(graph, path, { method: "POST", body, token }))).toBe("403 Authorization_RequestDenied");
    expect(failure(await call(graph, path, { method: "POST", body: {} }))).toBe("400 BadRequest");
  });
});

describe("PATCH of a service principal and of an application", () => {
  it("changes what can be changed, and refuses anything else", async () => {
    const graph = createGraphEmulator({ permissions: PERMISSIONS });
    const created = await call(graph, `/applicationTemplates/${CUSTOM}/instantiate`, {
      method: "POST",
      body: { displayName: "Visitors" },
    });
    const path = `/servicePrincipals/${String(objectOf(created.body["servicePrincipal"])["id"])}`;
    const patch = (body: unknown) => call(graph, path, { method: "PATCH", body });
    expect((await patch({ displayName: "Guests", appRoleAssignmentRequired: false })).status).toBe(204);
    expect((await call(graph, path)).body).toMatchObject({ displayName: "Guests", appRoleAssignmentRequired: false });
    expect(failure(await patch({ appId: CUSTOM }))).toBe("400 Request_BadRequest");
    expect(failure(await patch({ displayName: 1 }))).toBe("400 Request_BadRequest");
    expect(failure(await patch({}))).toBe("400 BadRequest");
    const application = `/applications/${String(objectOf(created.body["application"])["id"])}`;
    expect((await call(graph, application, { method: "PATCH", body: { displayName: "Guests" } })).status).toBe(204);
    expect((await call(graph, application)).body["displayName"]).toBe("Guests");
  });

  it("is denied for an application that the client does not own", async () => {
    const graph = createGraphEmulator({ permissions: PERMISSIONS });
    const { servicePrincipalId } = graph.applications.create({ displayName: "Visitors" });
    const settings = { method: "PATCH", body: { displayName: "Guests" } };
    const answer = await call(graph, `/servicePrincipals/${servicePrincipalId}`, settings);
    expect(failure(answer)).toBe("403 Authorization_RequestDenied");
  });
});
