/** Programs that a user of the package might write; each prints `works`. */

/** Every entry point is imported; a client and a handler talk to each other without a socket. */
export const STORY = `
import { createGraphEmulator, createProxyclickEmulator } from "proxyclick-scim/testing";
import { clientCredentials, GraphClient } from "proxyclick-scim/entra";
import { ProxyclickScimClient, compileExpression, isScimError } from "proxyclick-scim";
import { parseFilter, compileFilter } from "proxyclick-scim/filter";
import { applyPatch } from "proxyclick-scim/patch";
import { UserType } from "proxyclick-scim/models";
import { ScimClient } from "proxyclick-scim/client";
import { createScimHandler, MemoryStore, bearerToken, fullProfile } from "proxyclick-scim/server";
import { createProvisioningJob } from "proxyclick-scim/provisioning";
import { defaultMapping } from "proxyclick-scim/proxyclick";
import { ExpressionError } from "proxyclick-scim/expression";

function must(condition, what) {
  if (!condition) throw new Error(what);
}

const emulator = createProxyclickEmulator();
const proxyclick = new ProxyclickScimClient({ secretToken: emulator.secretToken, fetch: emulator.fetch });
await proxyclick.testConnection();
const ada = await proxyclick.users.create({ userName: "ada@contoso.com", name: { givenName: "Ada", familyName: "Lovelace" } });
must((await proxyclick.users.find({ userName: "ADA@contoso.com" }))?.id === ada.id, "find");
const wrong = new ProxyclickScimClient({ secretToken: "another", fetch: emulator.fetch });
const refusal = await wrong.testConnection().catch((error) => error);
must(isScimError(refusal) && refusal.code === "unauthorized", "one class of errors for all entry points");

const handler = createScimHandler({ basePath: "/scim/v2", profile: fullProfile(), store: new MemoryStore(), authenticate: bearerToken("t") });
const client = new ScimClient({ baseUrl: "https://scim.example.com/scim/v2", token: "t", fetch: handler });
const users = client.resources(UserType);
const { id } = await users.create({ userName: "ada" });
must((await users.update(id, { title: "Analyst" })).title === "Analyst", "update");

must(compileFilter(parseFilter('title eq "analyst"'), UserType)(applyPatch(ada, [{ op: "add", path: "title", value: "Analyst" }], UserType)), "filter");
must(compileExpression('Join(" ", [a], [b])').evaluate({ a: "Ada", b: "Lovelace" }) === "Ada Lovelace", "expression");
let caught;
try { compileExpression("Join("); } catch (error) { caught = error; }
must(caught instanceof ExpressionError, "the class of an error is the same in every entry point");

const attributes = { userPrincipalName: "grace@contoso.com", mail: "grace@contoso.com", givenName: "Grace", surname: "Hopper" };
const source = {
  name: "Microsoft Entra ID",
  kind: "snapshot",
  async describe() { return {}; },
  async *read() {
    yield { kind: "user", user: { id: "1", attributes } };
    yield { kind: "end" };
  },
};
const job = createProvisioningJob({ source, target: proxyclick, mapping: defaultMapping(), scope: "all" });
must((await job.runCycle()).counts.created === 1, "engine");
const { fetch: graphFetch, tenantId, clientId, clientSecret } = createGraphEmulator({ users: 1 });
const credential = clientCredentials({ tenantId, clientId, clientSecret, fetch: graphFetch });
must((await new GraphClient({ credential, fetch: graphFetch }).page("/users")).value.length === 1, "Microsoft Graph");
console.log("works");
`;

/** Adds what only Node has. */
export const NODE_STORY = `${STORY}
import { createServer } from "node:http";
import { toNodeListener } from "proxyclick-scim/node";
import { csvDirectory } from "proxyclick-scim/files";
import { openSqliteState } from "proxyclick-scim/sqlite";
import { createRequire } from "node:module";
const server = createServer(toNodeListener(handler)).listen(0, "127.0.0.1");
await new Promise((done) => server.once("listening", done));
const answer = await fetch(\`http://127.0.0.1:\${server.address().port}/scim/v2/Users/\${id}\`, { headers: { authorization: "Bearer t" } });
must((await answer.json()).title === "Analyst", "over a socket");
server.closeAllConnections();
await new Promise((done) => server.close(done));
must(typeof csvDirectory === "function" && typeof openSqliteState === "function", "files");
must(createRequire(import.meta.url)("proxyclick-scim").ScimError === (await import("proxyclick-scim")).ScimError, "require()");
`;

/** What a TypeScript project writes. */
export const TYPED = `
import { type User, UserType, ProxyclickScimClient, ScimClient, compileExpression, createProvisioningJob, defaultMapping } from "proxyclick-scim";
import { filter, parseFilter } from "proxyclick-scim/filter";
import { applyPatch, diffResources } from "proxyclick-scim/patch";
import { defineResourceType, optional, required } from "proxyclick-scim/models";
import type { Store } from "proxyclick-scim/server";
import { createScimHandler, MemoryStore, bearerToken, fullProfile } from "proxyclick-scim/server";
import type { DirectorySource } from "proxyclick-scim/provisioning";
import { createProxyclickEmulator } from "proxyclick-scim/testing";
import { toNodeListener } from "proxyclick-scim/node";
import { csvDirectory } from "proxyclick-scim/files";
import { clientCredentials, GraphClient } from "proxyclick-scim/entra";
import type { ExpressionResult } from "proxyclick-scim/expression";
import type { ResourceClient } from "proxyclick-scim/client";
import { z } from "zod";

const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";
const badge = z.object({ number: required(z.string(), {}), level: optional(z.int(), {}) });
const BadgeUserType = defineResourceType({ name: "User", endpoint: "/Users", schema: (await import("proxyclick-scim/models")).User, extensions: { [BADGE]: badge } });

const emulator = createProxyclickEmulator();
const proxyclick = new ProxyclickScimClient({ secretToken: emulator.secretToken, fetch: emulator.fetch });
for await (const { userName, emails } of proxyclick.users.list({ attributes: ["userName", "emails"] })) {
  const name: string = userName;
  console.log(name, emails?.[0]?.value);
}
// @ts-expect-error Proxyclick has no groups
proxyclick.groups;
// @ts-expect-error a misspelt attribute
filter(UserType).where("usrName", "eq", "ada");
for await (const user of proxyclick.users.list({ attributes: ["userName"] })) {
  // @ts-expect-error a projection holds what was asked for
  user.title;
}
const client: ResourceClient<User> = new ScimClient({ baseUrl: "https://h/v2", token: "t" }).resources(UserType);
await client.update("1", { title: "x" });
const badges = new ScimClient({ baseUrl: "https://h/v2", token: "t" }).resources(BadgeUserType);
const level: number | undefined = (await badges.get("1"))[BADGE]?.level;
const value: ExpressionResult = compileExpression("[a]").evaluate({ a: "b" });
const store: Store = new MemoryStore();
const handler = createScimHandler({ basePath: "/scim/v2", profile: fullProfile(), store, authenticate: bearerToken("t") });
const source: DirectorySource = csvDirectory({ users: "users.csv" });
const job = createProvisioningJob({ source, target: proxyclick, mapping: defaultMapping() });
const graph = new GraphClient({ credential: clientCredentials({ tenantId: "t", clientId: "c", clientSecret: "s" }) });
// @ts-expect-error no proof
clientCredentials({ tenantId: "t", clientId: "c" });
declare const ada: User;
console.log(diffResources(ada, applyPatch(ada, [], UserType), UserType), parseFilter("a pr"), toNodeListener(handler), level, value, job, graph);
`;
