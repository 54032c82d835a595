/** Plan and apply of an enterprise application over the emulator of Microsoft Graph. */
import { describe, expect, it } from "vitest";
import {
  type ApplicationPlan,
  type DesiredApplication,
  type EntraApplication,
  entraApplication,
  GraphClient,
  type PlanOptions,
} from "../../../src/entra/index.ts";
import { parseSynchronizationSchema } from "../../../src/provisioning/index.ts";
import type { GraphEmulatorOptions } from "../../../src/testing/index.ts";
import { ADA, BOB, emulatedGraph, jobOf, writesOf } from "./emulated-application.ts";

const GROUP = "22222222-2222-4222-8222-000000000001";
const GROUPS = [
  { id: GROUP, displayName: "Reception", securityEnabled: true, members: [BOB] },
  { displayName: "Twins", securityEnabled: true },
  { displayName: "Twins", securityEnabled: true },
  { displayName: "Newsletter", securityEnabled: false },
];

/** An emulator with users and groups, and the application of a desired state, which may not exist yet. */
function opened(options: GraphEmulatorOptions = {}, selector: { readonly displayName?: string } = {}) {
  const emulated = emulatedGraph({ groups: GROUPS, ...options });
  const { client, timing, target } = emulated;
  const credentials = { tenantUrl: target.tenantUrl, secretToken: target.secretToken };
  return { ...emulated, application: entraApplication({ client, ...selector, ...timing }), credentials };
}

type Credentials = ReturnType<typeof opened>["credentials"];

/** Everything that a desired state can say. */
function whole(credentials: Credentials): DesiredApplication {
  return {
    application: { displayName: "Visitors Berlin" },
    provisioning: {
      ...credentials,
      notification: { email: "ops@contoso.com" },
      deletionThreshold: 100,
      scope: "assigned",
      skipOutOfScopeDeletions: true,
      status: "on",
      mapping: {
        changes: [
          { set: { target: "title", expression: "ToUpper([jobTitle])" } },
          { set: { target: "urn:custom:2.0:User:badge", expression: "[extensionAttribute3]" } },
          { remove: "nickName" },
          {
            scopingFilters: [
              { name: "Berlin", clauses: [{ attribute: "city", operator: "EQUALS", values: ["Berlin"] }] },
            ],
          },
        ],
      },
    },
    assignments: [{ principal: "ada@contoso.com" }, { principal: "Reception" }],
  };
}

/** A change to a single scoping filter. */
function filterOf(operator: string, values: readonly string[]) {
  return { scopingFilters: [{ name: "City", clauses: [{ attribute: "city", operator, values }] }] };
}

/** Plans, applies, and plans again. */
async function settle(application: EntraApplication, desired: DesiredApplication, options: PlanOptions = {}) {
  const plan = await application.plan(desired, options);
  const result = await application.apply(plan);
  return { plan, result, again: await application.plan(desired, options) };
}

function kindsOf({ steps }: ApplicationPlan): readonly string[] {
  return steps.map(({ kind }) => kind);
}

describe("a new application", () => {
  it.each(["merge", "replace"] as const)("is created with everything, where secrets are %sd", async (secrets) => {
    const { application, graph, credentials, waits } = opened({ secrets, behavior: { readsUntilFound: 3 } });
    const desired = whole(credentials);
    const { plan, result, again } = await settle(application, desired);
    expect(kindsOf(plan)).toEqual([
      "create_application",
      "create_job",
      "settings",
      "mapping",
      "assign",
      "assign",
      "start",
    ]);
    expect(waits.slice(0, 2)).toEqual([2_000, 4_000]);
    expect(again.steps).toEqual([]);
    expect(again.isEmpty).toBe(true);
    expect(again.text).toMatch(/^No changes\.\n! The stored Secret Token cannot be read/);

    const stored = graph.applications.secrets(result.servicePrincipalId);
    expect(Object.fromEntries(stored)).toMatchObject({
      BaseAddress: credentials.tenantUrl,
      SecretToken: credentials.secretToken,
      SkipOutOfScopeDeletions: "True",
    });
    expect(JSON.parse(stored.get("SyncNotificationSettings") ?? "")).toEqual({
      Enabled: true,
      Recipients: "ops@contoso.com",
      DeleteThresholdEnabled: true,
      DeleteThresholdValue: 100,
      HumanResourcesLookaheadQueryEnabled: false,
    });
    expect(await application.status()).toMatchObject({ displayName: "Visitors Berlin", schedule: { state: "Active" } });
  });

  it("never shows a secret", async () => {
    const { application, credentials } = opened();
    const plan = await application.plan(whole(credentials));
    expect(plan.text).toContain("    + Secret Token: (set)\n");
    expect(`${plan.text}${JSON.stringify(plan)}`).not.toContain(credentials.secretToken);
  });

  it("has its difference as text, with what a line becomes below it", async () => {
    const { application } = opened({ groups: [{ displayName: "Reception \u202e", securityEnabled: true }] });
    const changes = [{ set: { target: "title", expression: "[city]" } }, { actions: { delete: false } }];
    const desired = {
      provisioning: { mapping: { changes } },
      assignments: [{ principal: "Reception \u202e" }],
    };
    expect((await application.plan(desired)).text).toBe(
      [
        "+ create the provisioning job of Proxyclick",
        "~ change the mapping of Proxyclick",
        "    - actions: create, update, delete",
        "    + actions: create, update",
        "    - title = [jobTitle]",
        "    + title = [city]",
        "+ assign group Reception \\u202e",
        "    + Role: User",
        "",
      ].join("\n"),
    );
  });

  it("writes nothing while it is planned", async () => {
    const { application, graph, credentials } = opened();
    await application.plan(whole(credentials));
    expect(writesOf(graph)).toEqual([]);
  });

  it("is looked for, not created again, when the response was lost", async () => {
    const { application, graph, credentials } = opened();
    let isLost = false;
    graph.faults = ({ path }) => {
      if (isLost || !path.endsWith("/instantiate")) return undefined;
      isLost = true;
      return { kind: "gateway_timeout", executed: true };
    };
    const { again } = await settle(application, whole(credentials));
    expect(again.isEmpty).toBe(true);
    expect(writesOf(graph).filter((write) => write.endsWith("/instantiate"))).toHaveLength(1);
  });

  it("may be one outside the gallery", async () => {
    const { application, credentials } = opened();
    const desired = { application: { template: "custom", displayName: "Own" }, provisioning: credentials };
    const { again } = await settle(application, desired);
    expect(again.isEmpty).toBe(true);
    expect((await application.status()).templateId).toBe("scim");
  });

  it("needs a template of the gallery that supports provisioning, and one only", async () => {
    const { application } = opened({
      gallery: [
        { displayName: "Proxy Two" },
        { displayName: "Proxy Two" },
        { displayName: "Saml", supportedProvisioningTypes: [] },
      ],
    });
    const plan = (template: string) => application.plan({ application: { template, displayName: "New" } });
    await expect(plan("Proxyclik")).rejects.toMatchObject({
      code: "template_not_found",
      candidates: [expect.stringMatching(/^Proxyclick \(/), expect.anything(), expect.anything()],
    });
    await expect(plan("Proxy Two")).rejects.toMatchObject({ code: "ambiguous_template" });
    await expect(plan("Saml")).rejects.toThrow(/does not support provisioning/);
  });
});

describe("the template of a new job", () => {
  const apply = async (
    synchronizationTemplates: readonly { id: string; default?: boolean; isOAuthEnabled?: boolean }[],
  ) => {
    const { application, credentials } = opened({ gallery: [{ displayName: "Other", synchronizationTemplates }] });
    const desired = { application: { template: "Other" }, provisioning: credentials };
    await application.apply(await application.plan(desired));
    return (await application.status()).templateId;
  };

  it("is the default one, or the only one", async () => {
    expect(await apply([{ id: "old" }, { id: "new", default: true }])).toBe("new");
    expect(await apply([{ id: "only" }])).toBe("only");
  });

  it("is asked for when there are several", async () => {
    await expect(apply([{ id: "one" }, { id: "two" }])).rejects.toMatchObject({
      code: "ambiguous_template",
      candidates: ["one", "two"],
    });
  });

  it("may need an administrator, which the plan says", async () => {
    const synchronizationTemplates = [{ id: "oauth", default: true, isOAuthEnabled: true }];
    const { application, credentials } = opened({ gallery: [{ displayName: "Other", synchronizationTemplates }] });
    await application.apply(await application.plan({ application: { template: "Other" } }));
    expect(
      (await application.plan({ application: { template: "Other" }, provisioning: credentials })).warnings,
    ).toEqual(["The application signs in with OAuth: authorize it in the admin center."]);
  });
});

describe("an existing application", () => {
  it("is the only one of the template when it is not named", async () => {
    const { application, graph } = opened();
    expect((await application.plan({})).isEmpty).toBe(true);
    graph.applications.create({ displayName: "Second" });
    await expect(application.plan({})).rejects.toMatchObject({ code: "ambiguous_application" });
  });

  it("is named by its application id, and renamed", async () => {
    const permissions = ["Application.ReadWrite.All", "Synchronization.ReadWrite.All"];
    const { application, graph } = opened({ permissions });
    const desired = { application: { id: graph.appId, displayName: "Visitors" } };
    const { plan, again } = await settle(application, desired);
    expect(plan.text).toBe("~ rename the application Proxyclick\n    - Name: Proxyclick\n    + Name: Visitors\n");
    expect(again.isEmpty).toBe(true);
  });

  it("keeps what the desired state does not name", async () => {
    const { application, graph, credentials } = opened();
    await settle(application, { provisioning: { ...credentials, status: "on" } });
    const before = structuredClone(jobOf(graph).schema);
    const { plan } = await settle(application, {
      provisioning: { ...credentials, mapping: { changes: [{ set: { target: "title", expression: "[city]" } }] } },
    });
    expect(kindsOf(plan)).toEqual(["mapping", "restart"]);
    expect(plan.steps[0]).toMatchObject({ after: ["title = [city]"] });
    const after = jobOf(graph).schema;
    expect(after["directories"]).toEqual(before["directories"]);
    expect(mappingOf(after)).toEqual({ ...mappingOf(before), attributeMappings: expect.anything() });
    expect(graph.applications.secrets(graph.servicePrincipalId).size).toBe(2);
  });

  it("takes the mapping of users of a whole schema", async () => {
    const { application, graph, credentials } = opened();
    const { client, timing } = { client: emulatedGraph().client, timing: {} };
    const custom = entraApplication({ client, displayName: "Proxyclick", ...timing });
    const schema = await custom.schema();
    const { users } = parseSynchronizationSchema(schema);
    const desired = {
      provisioning: { ...credentials, mapping: schema },
    };
    // The mapping of another tenant with the same content: ids of rules and directories differ, which is no difference.
    const { plan, again } = await settle(application, desired);
    expect(kindsOf(plan)).toEqual(["create_job", "settings"]);
    expect(again.isEmpty).toBe(true);
    expect(parseSynchronizationSchema(jobOf(graph).schema).users.attributes).toHaveLength(users.attributes.length);
  });

  it("takes the mapping of groups of a whole schema, too", async () => {
    const { application, graph, credentials } = opened();
    await settle(application, { provisioning: credentials });
    const job = jobOf(graph);
    const group = {
      name: "Groups",
      enabled: true,
      flowTypes: "Add, Update, Delete",
      sourceObjectName: "Group",
      targetObjectName: "urn:ietf:params:scim:schemas:core:2.0:Group",
      kept: true,
      attributeMappings: [attribute("displayName", "[displayName]"), attribute("externalId", "[objectId]")],
    };
    job.schema = withMapping(withGroups(job.schema), group);
    const wanted = { ...group, enabled: false, attributeMappings: [attribute("displayName", "[mailNickname]")] };
    const mapping = { synchronizationRules: rulesOf(withMapping(job.schema, wanted)) };
    const { plan, again } = await settle(application, { provisioning: { mapping } });
    expect(plan.steps).toEqual([
      {
        kind: "mapping",
        subject: "Proxyclick",
        before: ["Group: enabled", "Group: displayName = [displayName]  (match 1)", "Group: externalId = [objectId]"],
        after: ["Group: disabled", "Group: displayName = [mailNickname]  (match 1)"],
      },
    ]);
    expect(again.isEmpty).toBe(true);
    expect(mappingOf(job.schema, 1)).toMatchObject({ name: "Groups", kept: true, sourceObjectName: "Group" });
  });

  it("warns of mappings that the application does not have, and of expressions that are not known here", async () => {
    const { application, graph, credentials } = opened();
    await settle(application, { provisioning: credentials });
    const group = { sourceObjectName: "Group", targetObjectName: "Team", attributeMappings: [] };
    const mapping = { synchronizationRules: rulesOf(withMapping(jobOf(graph).schema, group)) };
    expect((await application.plan({ provisioning: { mapping } })).warnings).toEqual([
      "The application has no mapping of Group to Team: it is not applied.",
    ]);
    const changes = [{ set: { target: "title", expression: "Newest([city])" } }];
    expect((await application.plan({ provisioning: { mapping: { changes } } })).text).toContain(
      "! The expression of title could not be checked: ",
    );
  });

  it.each([
    [{ remove: "userName" }, /no matching attribute/],
    [filterOf("LIKES", ["a"]), /scoping filters could not be checked: .*unknown operator "LIKES"/],
    [filterOf("EQUALS", []), /scoping filters could not be checked: .*needs a value/],
  ])("warns of %j", async (change, warning) => {
    const { application } = opened();
    const plan = await application.plan({ provisioning: { mapping: { changes: [change] } } });
    expect(plan.warnings).toEqual([expect.stringMatching(warning)]);
  });

  it("refuses a schema that maps a target twice, and an expression that does not parse", async () => {
    const { application, graph, credentials } = opened();
    await settle(application, { provisioning: credentials });
    const users = Object(mappingOf(jobOf(graph).schema));
    const attributeMappings = [...users.attributeMappings, attribute("userName", "[mail]")];
    const twice = { synchronizationRules: [{ objectMappings: [{ ...users, attributeMappings }] }] };
    const changes = [{ set: { target: "title", expression: "Join(" } }];
    for (const mapping of [twice, { changes }]) {
      await expect(application.plan({ provisioning: { mapping } })).rejects.toMatchObject({ code: "invalid_mapping" });
    }
  });

  it("cannot be started without credentials, which is said before anything is written", async () => {
    const { application, graph } = opened();
    const plan = await application.plan({ application: { displayName: "New" }, provisioning: { status: "on" } });
    expect(plan.warnings).toEqual(["The job cannot start without a Tenant URL and a Secret Token."]);
    await expect(application.apply(plan)).rejects.toMatchObject({ code: "not_configured" });
    expect(writesOf(graph)).toEqual([]);
  });

  it("pauses and starts, and starts nothing twice", async () => {
    const { application, graph, credentials } = opened();
    await settle(application, { provisioning: { ...credentials, status: "on" } });
    expect((await application.plan({ provisioning: { status: "on" } })).isEmpty).toBe(true);
    const { plan, again } = await settle(application, { provisioning: { status: "off" } });
    expect([kindsOf(plan), again.isEmpty]).toEqual([["pause"], true]);
    expect(kindsOf((await settle(application, { provisioning: { status: "on" } })).plan)).toEqual(["start"]);
    expect(jobOf(graph).redundantStarts).toBe(0);
  });

  it("restarts when the scope narrows while it runs", async () => {
    const { application, credentials } = opened();
    await settle(application, { provisioning: { ...credentials, scope: "all", status: "on" } });
    const { plan, again } = await settle(application, { provisioning: { ...credentials, scope: "assigned" } });
    expect(plan.text).toContain("    - Scope: all users and groups\n    + Scope: assigned users and groups\n");
    expect(kindsOf(plan)).toEqual(["settings", "restart"]);
    expect(again.isEmpty).toBe(true);
  });

  it("restarts a paused job that is to run with a smaller scope, and says so when it stays paused", async () => {
    const { application, graph, credentials } = opened();
    await settle(application, { provisioning: { ...credentials, scope: "all", status: "on" } });
    await jobOf(graph).runCycle();
    await application.pause();
    const provisioning = { ...credentials, scope: "assigned" } as const;
    const paused = await application.plan({ provisioning });
    expect(kindsOf(paused)).toEqual(["settings"]);
    expect(paused.warnings.join()).toContain("restart the job instead of starting it");
    const { plan, again } = await settle(application, { provisioning: { ...provisioning, status: "on" } });
    expect([kindsOf(plan), again.isEmpty]).toEqual([["settings", "start", "restart"], true]);
  });

  it("restarts when the plan is applied again after an interruption before the restart", async () => {
    const { application, graph, credentials } = opened();
    await settle(application, { provisioning: { ...credentials, scope: "all", status: "on" } });
    const plan = await application.plan({ provisioning: { ...credentials, scope: "assigned" } });
    graph.faults = ({ path }) => (path.endsWith("/restart") ? { kind: "status", status: 400 } : undefined);
    await expect(application.apply(plan)).rejects.toMatchObject({ code: "invalid_request" });
    graph.faults = undefined;
    expect((await application.apply(plan)).steps.map(({ kind }) => kind)).toEqual(["restart"]);
    expect((await application.apply(plan)).steps).toEqual([]);
  });

  it("writes a complete set of secrets, so that the token has to be given with any other setting", async () => {
    const { application, graph, credentials } = opened({ secrets: "replace" });
    await settle(application, { provisioning: credentials });
    const plan = await application.plan({ provisioning: { scope: "all" } });
    expect(plan.warnings).toEqual([
      "SecretToken is stored and cannot be read back: give it again, or apply changes nothing.",
    ]);
    graph.journal.clear();
    await expect(application.apply(plan)).rejects.toMatchObject({ code: "incomplete_secrets" });
    expect(writesOf(graph)).toEqual([]);
    expect((await settle(application, { provisioning: { ...credentials, scope: "all" } })).again.isEmpty).toBe(true);
    expect(graph.applications.secrets(graph.servicePrincipalId).get("SecretToken")).toBe(credentials.secretToken);
  });

  it("compares no setting that Graph masks, and writes it with others", async () => {
    const { application, graph, client, timing, credentials } = opened({ secrets: "replace" });
    await settle(application, { provisioning: { ...credentials, scope: "all", deletionThreshold: 7 } });
    const written: unknown[] = [];
    const masking = new GraphClient({
      credential: async () => graph.issueToken(),
      graph: client.root,
      fetch: async (request) => {
        const isSettings = request.url.endsWith("/secrets");
        if (isSettings && request.method === "PUT") written.push(await request.clone().json());
        const response = await graph.fetch(request);
        if (!isSettings || request.method !== "GET") return response;
        const keys = [...graph.applications.secrets(graph.servicePrincipalId).keys()];
        return Response.json({ value: keys.map((key) => ({ key, value: "*" })) });
      },
    });
    const masked = entraApplication({ client: masking, ...timing });
    const notification = { email: "it@contoso.com" };
    const desired = { ...credentials, scope: "all", deletionThreshold: 7, notification } as const;
    const plan = await masked.plan({ provisioning: desired });
    expect([plan.isEmpty, plan.warnings.length]).toEqual([true, 4]);
    const partial = await masked.plan({ provisioning: { ...credentials } }, { replaceToken: true });
    await expect(masked.apply(partial)).rejects.toMatchObject({ code: "incomplete_secrets" });
    const { servicePrincipalId } = graph;
    const path = `/servicePrincipals/${servicePrincipalId}/synchronization/secrets`;
    const stored = [...graph.applications.secrets(servicePrincipalId)].map(([key, value]) => ({ key, value }));
    await client.put(path, { value: [...stored, { key: "AppKey", value: "k" }] });
    const foreign = await masked.plan({ provisioning: desired }, { replaceToken: true });
    await expect(masked.apply(foreign)).rejects.toThrow(/AppKey cannot be read back\. .*in the admin center/);
    await client.put(path, { value: stored });
    await masked.apply(await masked.plan({ provisioning: desired }, { replaceToken: true }));
    expect(written).toHaveLength(1);
    expect(JSON.stringify(written)).not.toContain('"*"');
    expect(JSON.stringify(written)).toContain("it@contoso.com");
  });

  it("replaces the token on request", async () => {
    const { application, graph, target, credentials } = opened();
    await settle(application, { provisioning: credentials });
    const provisioning = { ...credentials, secretToken: target.rotateToken() };
    expect((await application.plan({ provisioning })).isEmpty).toBe(true);
    await settle(application, { provisioning }, { replaceToken: true });
    expect(graph.applications.secrets(graph.servicePrincipalId).get("SecretToken")).toBe(provisioning.secretToken);
  });

  it.each(["json", "wrapped", "sentence"] as const)(
    "is left as it is when Test Connection fails, with the reason out of an error of form %s",
    async (validationErrors) => {
      const { application, graph, credentials } = opened({ validationErrors });
      const desired = { provisioning: { ...credentials, secretToken: "wr0ng-token", status: "on" as const } };
      const plan = await application.plan(desired);
      const refused = application.apply(plan);
      await expect(refused).rejects.toMatchObject({ code: "connection_refused" });
      await expect(refused).rejects.toThrow(/invalid credentials: HTTP status 401/);
      await expect(refused).rejects.not.toThrow(/wr0ng-token/);
      expect(writesOf(graph)).toEqual([]);
    },
  );

  it("is not written when it changed after it was planned", async () => {
    const { application, client, timing, graph, credentials } = opened();
    await settle(application, { provisioning: credentials });
    const mapping = { changes: [{ set: { target: "title", expression: "[city]" } }] };
    const plan = await application.plan({ provisioning: { mapping } });
    const other = entraApplication({ client, servicePrincipalId: graph.servicePrincipalId, ...timing });
    const elsewhere = { changes: [{ set: { target: "displayName", expression: "[city]" } }] };
    await settle(other, { provisioning: { mapping: elsewhere } });
    graph.journal.clear();
    await expect(application.apply(plan)).rejects.toMatchObject({ code: "stale_plan" });
    expect(writesOf(graph)).toEqual([]);
  });

  it("takes an interrupted plan up again, and does nothing twice", async () => {
    const { application, graph, credentials } = opened();
    const desired = whole(credentials);
    const plan = await application.plan(desired);
    for (let round = 0; round < 20; round += 1) {
      const controller = new AbortController();
      const applied = application.apply(plan, { signal: controller.signal, onStep: () => controller.abort() });
      if (
        await applied.then(
          () => true,
          () => false,
        )
      )
        break;
    }
    expect((await application.plan(desired)).isEmpty).toBe(true);
    const writes = writesOf(graph).map((write) => write.replace(/.*\//, ""));
    for (const once of ["instantiate", "jobs", "start"]) {
      expect(writes.filter((write) => write === once)).toHaveLength(1);
    }
  });

  it("takes plans of itself only", async () => {
    const { application } = opened();
    const plan = await application.plan({});
    await expect(application.apply({ ...plan })).rejects.toThrow(TypeError);
  });
});

describe("assignments", () => {
  const assigned = (graph: ReturnType<typeof opened>["graph"]) =>
    graph.assignments.list().map(({ principalId }) => principalId);

  it("are added by id, user principal name and name of a group, with the role User", async () => {
    const { application, graph } = opened();
    const { plan, again } = await settle(application, {
      assignments: [{ principal: "Ada@contoso.com" }, { principal: BOB.toUpperCase() }, { principal: "Reception" }],
    });
    expect(plan.steps).toEqual([
      { kind: "assign", subject: "user ada@contoso.com", before: [], after: ["Role: User"] },
      { kind: "assign", subject: "user bob@contoso.com", before: [], after: ["Role: User"] },
      { kind: "assign", subject: "group Reception", before: [], after: ["Role: User"] },
    ]);
    expect(assigned(graph)).toEqual([ADA, BOB, GROUP]);
    expect(again.isEmpty).toBe(true);
  });

  it.each([
    ["nobody@contoso.com", "principal_not_found"],
    ["33333333-3333-4333-8333-333333333333", "principal_not_found"],
    ["Nobody's group", "principal_not_found"],
    ["Newsletter", "principal_not_found"],
    ["Twins", "ambiguous_principal"],
  ])("of %s are refused: %s", async (principal, code) => {
    const { application } = opened();
    await expect(application.plan({ assignments: [{ principal }] })).rejects.toMatchObject({ code });
  });

  const role = (displayName: string, more: object = {}) => ({ displayName, value: null, ...more });

  it.each([
    [[role("msiam_access"), role("Manager"), role("User")], undefined, "User"],
    [[role("msiam_access"), role("Manager")], undefined, "Manager"],
    [[role("msiam_access"), role("User", { isEnabled: false }), role("Guest")], undefined, "Guest"],
    [[role("Api", { allowedMemberTypes: ["Application"] }), role("Host")], undefined, "Host"],
    [[], undefined, "Default Access"],
    [[role("User"), role("Manager", { value: "mgr" })], "mgr", "Manager"],
    [[role("User"), role("Manager")], "manager", "Manager"],
  ])("of roles %j and the desired role %s get %s", async (appRoles, desired, expected) => {
    const { application } = opened({ appRoles });
    const { plan, again } = await settle(application, { assignments: [{ principal: ADA, role: desired }] });
    expect(plan.steps[0]?.after).toEqual([`Role: ${expected}`]);
    expect(again.isEmpty).toBe(true);
  });

  it("with the same name are told apart by their ids", async () => {
    const { application, graph } = opened({ appRoles: [role("User"), role("Host"), role("Host")] });
    const planned = application.plan({ assignments: [{ principal: ADA, role: "Host" }] });
    await expect(planned).rejects.toMatchObject({
      code: "role_not_found",
      message: expect.stringContaining("2 app roles"),
      candidates: [expect.stringMatching(/^Host \(/), expect.stringMatching(/^Host \(/)],
    });
    const [, id] = graph.assignments.setRoles([role("User"), role("Host"), role("Host")]);
    expect(kindsOf(await application.plan({ assignments: [{ principal: ADA, role: id }] }))).toEqual(["assign"]);
  });

  it.each([
    [[role("msiam_access")], undefined],
    [[role("User")], "Owner"],
  ])("of roles %j and the desired role %s are refused, with the roles", async (appRoles, desired) => {
    const { application } = opened({ appRoles });
    await expect(application.plan({ assignments: [{ principal: ADA, role: desired }] })).rejects.toMatchObject({
      code: "role_not_found",
      candidates: [appRoles[0]?.displayName],
    });
  });

  it("that are not named stay, and are removed on request only", async () => {
    const { application, graph } = opened({ assignments: [{ principal: ADA }, { principal: BOB }] });
    const desired = { assignments: [{ principal: ADA }] };
    expect((await application.plan(desired)).isEmpty).toBe(true);
    expect((await application.plan({}, { prune: true })).isEmpty).toBe(true);
    const { plan, again } = await settle(application, desired, { prune: true });
    expect(plan.text).toBe("- remove the assignment of user Bob\n    - Role: User\n");
    expect(assigned(graph)).toEqual([ADA]);
    expect(again.isEmpty).toBe(true);
  });

  it("that are named by ids need one request a page, however many there are", async () => {
    const users = Array.from({ length: 3_000 }, (_, index) => ({
      id: `33333333-3333-4333-8333-${String(index).padStart(12, "0")}`,
      displayName: `User ${index}`,
    }));
    const principals = users.map(({ id }) => ({ principal: id }));
    const { application, graph } = opened({ users, groups: [], assignments: principals });
    expect((await application.plan({ assignments: principals }, { prune: true })).isEmpty).toBe(true);
    expect(graph.journal.entries().length).toBeLessThan(10);
  });

  it("that exist already, or whose response was lost, are made once", async () => {
    const { application, graph } = opened();
    let lost = 0;
    graph.faults = ({ method, path }) => {
      if (method !== "POST" || !path.endsWith("/appRoleAssignedTo") || lost > 0) return undefined;
      lost += 1;
      return { kind: "gateway_timeout", executed: true };
    };
    const { again } = await settle(application, { assignments: [{ principal: ADA }] });
    expect(again.isEmpty).toBe(true);
    expect(assigned(graph)).toEqual([ADA]);
  });
});

describe("an assignment that Graph does not list yet", () => {
  it("is waited for, so that the next plan is empty", async () => {
    const { application, waits } = opened({
      behavior: { assignmentLag: 20_000 },
      assignments: [{ principal: BOB }],
    });
    const { again } = await settle(application, { assignments: [{ principal: ADA }] }, { prune: true });
    expect(again.isEmpty).toBe(true);
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000]);
  });

  it("is no error when Graph takes longer than 5 minutes", async () => {
    const { application, graph, waits } = opened({ behavior: { assignmentLag: 3_600_000 } });
    await application.apply(await application.plan({ assignments: [{ principal: ADA }] }));
    expect(graph.assignments.list()).toHaveLength(1);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(300_000);
  });

  it("is made once when the response was lost", async () => {
    const { application, graph, waits } = opened({ behavior: { assignmentLag: 60_000 } });
    let lost = 0;
    graph.faults = ({ method, path }) => {
      if (method !== "POST" || !path.endsWith("/appRoleAssignedTo") || lost > 0) return undefined;
      lost += 1;
      return { kind: "gateway_timeout", executed: true };
    };
    await application.apply(await application.plan({ assignments: [{ principal: ADA }] }));
    expect(graph.assignments.list()).toHaveLength(1);
    // The second request is answered that the assignment exists; then the list is waited for.
    expect(waits.slice(0, 2)).toEqual([2_000, 2_000]);
  });
});

describe("a desired state", () => {
  it.each([
    [{ provisioning: { scope: "some" } }, "provisioning.scope"],
    [{ provisioning: { tenantUrl: "ftp://x" } }, "provisioning.tenantUrl"],
    [
      { provisioning: { mapping: { changes: [{ set: { target: "" } }] } } },
      "provisioning.mapping.changes[0].set.target",
    ],
    [{ assignments: [{ principal: "a", role: 1 }] }, "assignments[0].role"],
    [{ aplication: {} }, "aplication"],
  ])("%j is refused, with the place", async (desired, place) => {
    const { application } = opened();
    const plan = application.plan(JSON.parse(JSON.stringify(desired)));
    await expect(plan).rejects.toMatchObject({ code: "invalid_desired_state" });
    await expect(plan).rejects.toThrow(place);
  });
});

type Json = Readonly<Record<string, unknown>>;

function rulesOf(schema: Json): readonly Json[] {
  const rules: unknown = schema["synchronizationRules"];
  return Array.isArray(rules) ? rules.map((rule: unknown) => ({ ...Object(rule) })) : [];
}

/** An object mapping of the first rule. */
function mappingOf(schema: Json, index = 0): object {
  const mappings: unknown = rulesOf(schema)[0]?.["objectMappings"];
  return Object(Array.isArray(mappings) ? mappings[index] : undefined);
}

/** The schema with a second object mapping in its first rule. */
function withMapping(schema: Json, mapping: Json): Json {
  const rules = rulesOf(schema).map((rule) => ({ ...rule, objectMappings: [mappingOf(schema), mapping] }));
  return { ...schema, synchronizationRules: rules };
}

/** The schema with groups in its directories. */
function withGroups(schema: Json): Json {
  const directories: unknown = schema["directories"];
  const list: readonly unknown[] = Array.isArray(directories) ? directories : [];
  const names = ["displayName", "externalId", "objectId", "mailNickname"];
  const attributes = names.map((name) => ({ name, type: "String", mutability: "ReadWrite" }));
  const objects = ["Group", "urn:ietf:params:scim:schemas:core:2.0:Group"].map((name) => ({ name, attributes }));
  const withObjects = (one: object) => ({ ...one, objects: [...Reflect.get(one, "objects"), ...objects] });
  return { ...schema, directories: list.map((one) => withObjects(Object(one))) };
}

function attribute(targetAttributeName: string, expression: string): Json {
  const source = { type: "Attribute", name: expression.slice(1, -1), expression, parameters: [] };
  return { targetAttributeName, source, matchingPriority: targetAttributeName === "displayName" ? 1 : 0 };
}
