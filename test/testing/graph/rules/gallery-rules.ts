/** Rules of the application gallery, of instantiation, and of changes to applications. */
import { expect } from "vitest";
import { createGraphEmulator, type GraphEmulator } from "../../../../src/testing/index.ts";
import { PERMISSIONS } from "../application-calls.ts";
import { type Answer, call, failure, items, objectOf } from "../graph-calls.ts";
import type { GraphRule } from "./graph-rule.ts";

const LIST = "Microsoft Graph: List applicationTemplates";
const INSTANTIATE = "Microsoft Graph: applicationTemplate: instantiate";

const CUSTOM = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

function createGraph(options: Parameters<typeof createGraphEmulator>[0] = {}): GraphEmulator {
  return createGraphEmulator({ permissions: PERMISSIONS, ...options });
}

function instantiate(graph: GraphEmulator, body: unknown, id = CUSTOM): Promise<Answer> {
  return call(graph, `/applicationTemplates/${id}/instantiate`, { method: "POST", body });
}

/** The paths of the two objects of an instantiation. */
function pathsOf({ body }: Answer): readonly [application: string, servicePrincipal: string] {
  const id = (name: string): string => String(objectOf(body[name])["id"]);
  return [`/applications/${id("application")}`, `/servicePrincipals/${id("servicePrincipal")}`];
}

/** Rules of the gallery. */
export const GALLERY_RULES: readonly GraphRule[] = [
  {
    rule: "Templates are found by displayName, without regard to case: none, one or several of them",
    source: `${LIST}, optional query parameters`,
    check: async () => {
      const graph = createGraph({ gallery: [{ displayName: "Twin" }, { displayName: "Twin" }] });
      const expected = new Map([
        ["displayName eq 'Proxyclick'", ["Proxyclick"]],
        ["displayName eq 'proxyclick'", ["Proxyclick"]],
        ["displayName eq 'Twin'", ["Twin", "Twin"]],
        ["displayName eq 'Nobody''s'", []],
        ["contains(displayName, 'roxy')", ["Proxyclick"]],
      ]);
      for (const [filter, names] of expected) {
        const found = items(await call(graph, `/applicationTemplates?$filter=${encodeURIComponent(filter)}`));
        expect(found.map((template) => template["displayName"])).toEqual(names);
      }
    },
  },
  {
    rule: "Templates cannot be filtered by other properties",
    source: `${LIST}, optional query parameters`,
    check: async () => {
      const filter = encodeURIComponent("publisher eq 'x'");
      expect((await call(createGraph(), `/applicationTemplates?$filter=${filter}`)).status).toBe(400);
    },
  },
  {
    rule: "A template says whether its application can be provisioned; if not, there are no synchronization templates",
    source: "Microsoft Graph: applicationTemplate resource type, supportedProvisioningTypes",
    check: async () => {
      const graph = createGraph({ gallery: [{ displayName: "SAML only", supportedProvisioningTypes: [] }] });
      const found = items(await call(graph, "/applicationTemplates"));
      expect(found.map((template) => template["supportedProvisioningTypes"])).toEqual([["sync"], []]);
      const created = await instantiate(graph, { displayName: "SAML only" }, String(found[1]?.["id"]));
      const [, servicePrincipal] = pathsOf(created);
      expect(items(await call(graph, `${servicePrincipal}/synchronization/templates`))).toEqual([]);
    },
  },
  {
    rule: "The id of a gallery template is not known beforehand, that of the custom application is",
    source:
      "Microsoft Graph: Configure SAML-based single sign-on, retrieve the gallery application template identifier",
    check: async () => {
      const [one, other] = [1, 2].map((seed) => createGraphEmulator({ seed }).applications.gallery[0]?.["id"]);
      expect(one).not.toBe(other);
      expect((await call(createGraph(), `/applicationTemplates/${CUSTOM}`)).status).toBe(200);
    },
  },
  {
    rule: "An application may have several synchronization templates, and one that needs a consent in a browser",
    source: "Microsoft Graph: synchronizationTemplate resource type, default and metadata",
    check: async () => {
      const synchronizationTemplates = [{ id: "one" }, { id: "two", default: true, isOAuthEnabled: true }];
      const graph = createGraph({ gallery: [{ displayName: "Twin", synchronizationTemplates }] });
      const created = await instantiate(graph, { displayName: "Twin" }, String(graph.applications.gallery[1]?.["id"]));
      const [, servicePrincipal] = pathsOf(created);
      expect(items(await call(graph, `${servicePrincipal}/synchronization/templates`))).toMatchObject([
        { id: "one", default: false, metadata: [{}, { key: "IsOAuthEnabled", value: "false" }] },
        { id: "two", default: true, metadata: [{}, { key: "IsOAuthEnabled", value: "true" }] },
      ]);
    },
  },
  {
    rule: "instantiate creates an application and a service principal with the same appId",
    source: `${INSTANTIATE}, response`,
    check: async () => {
      const graph = createGraph();
      const id = String(graph.applications.gallery[0]?.["id"]);
      const created = await instantiate(graph, { displayName: "Visitors" }, id);
      expect(created.status).toBe(201);
      const { appId, applicationTemplateId, appRoles } = objectOf(created.body["servicePrincipal"]);
      expect(objectOf(created.body["application"])["appId"]).toBe(appId);
      expect(applicationTemplateId).toBe(id);
      expect(appRoles).toMatchObject([{ displayName: "User" }, { displayName: "msiam_access" }]);
    },
  },
  {
    rule: "instantiate is not idempotent",
    source: `${INSTANTIATE}, response`,
    check: async () => {
      const graph = createGraph();
      await instantiate(graph, { displayName: "Visitors" });
      await instantiate(graph, { displayName: "Visitors" });
      const filter = encodeURIComponent(`applicationTemplateId eq '${CUSTOM}' and displayName eq 'Visitors'`);
      expect(items(await call(graph, `/servicePrincipals?$filter=${filter}`))).toHaveLength(2);
    },
  },
  {
    rule: "Reads after instantiate answer 404, and templates are an empty list, until the objects are replicated",
    source: "Microsoft Entra: Configure provisioning using Microsoft Graph APIs, step 1, note about replication",
    check: async () => {
      const graph = createGraph({ behavior: { readsUntilFound: 2 } });
      const [application, servicePrincipal] = pathsOf(await instantiate(graph, { displayName: "Visitors" }));
      expect(items(await call(graph, `${servicePrincipal}/synchronization/templates`))).toEqual([]);
      expect(failure(await call(graph, servicePrincipal))).toBe("404 Request_ResourceNotFound");
      expect(items(await call(graph, `${servicePrincipal}/synchronization/templates`))).toHaveLength(1);
      const statuses = [];
      for (let count = 0; count < 3; count += 1) statuses.push((await call(graph, application)).status);
      expect(statuses).toEqual([404, 404, 200]);
    },
  },
  {
    rule: "instantiate needs a display name, and Application.ReadWrite.OwnedBy or Application.ReadWrite.All",
    source: `${INSTANTIATE}, permissions and request body`,
    check: async () => {
      const graph = createGraph();
      const token = graph.issueToken({ permissions: ["Application.Read.All"] });
      const settings = { method: "POST", body: { displayName: "Visitors" }, token };
      const denied = await call(graph, `/applicationTemplates/${CUSTOM}/instantiate`, settings);
      expect(failure(denied)).toBe("403 Authorization_RequestDenied");
      expect(failure(await instantiate(graph, {}))).toBe("400 BadRequest");
    },
  },
  {
    rule: "PATCH of a service principal and of an application changes documented properties and refuses others",
    source: "Microsoft Graph: Update servicePrincipal, Update application, request body",
    check: async () => {
      const graph = createGraph();
      const [application, servicePrincipal] = pathsOf(await instantiate(graph, { displayName: "Visitors" }));
      const patch = (path: string, body: unknown) => call(graph, path, { method: "PATCH", body });
      const changes = { displayName: "Guests", appRoleAssignmentRequired: false };
      expect((await patch(servicePrincipal, changes)).status).toBe(204);
      expect((await call(graph, servicePrincipal)).body).toMatchObject(changes);
      expect(failure(await patch(servicePrincipal, { appId: CUSTOM }))).toBe("400 Request_BadRequest");
      expect(failure(await patch(servicePrincipal, { displayName: 1 }))).toBe("400 Request_BadRequest");
      expect(failure(await patch(servicePrincipal, {}))).toBe("400 BadRequest");
      expect((await patch(application, { displayName: "Guests" })).status).toBe(204);
      expect((await call(graph, application)).body["displayName"]).toBe("Guests");
    },
  },
  {
    rule: "Application.ReadWrite.OwnedBy changes only applications that the client owns",
    source: "Microsoft Graph permissions reference: Application.ReadWrite.OwnedBy",
    check: async () => {
      const graph = createGraph();
      const { servicePrincipalId } = graph.applications.create({ displayName: "Visitors" });
      const settings = { method: "PATCH", body: { displayName: "Guests" } };
      const answer = await call(graph, `/servicePrincipals/${servicePrincipalId}`, settings);
      expect(failure(answer)).toBe("403 Authorization_RequestDenied");
    },
  },
];
