/** The suite against another server: scimmy-routers on Express 4. Each reported defect was confirmed with curl. */
import { createServer, type Server } from "node:http";
import express from "express-4";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConformanceReport, runConformance } from "../../src/conformance/index.ts";

const TOKEN = "t0ken";

type Row = Record<string, unknown> & { id: string; meta: { created: string; lastModified: string } };

/**
 * Handlers over a Map, as scimmy's documentation shows them: filters go through its own `match`, so that each defect
 * found is its own.
 */
function handlersOf(unique: string) {
  const rows = new Map<string, Row>();
  let next = 0;
  const found = (id: string): Row => {
    const row = rows.get(id);
    if (row === undefined) throw new SCIMMY.Types.Error(404, "", `${id} not found`);
    return row;
  };
  const same = (a: unknown, b: unknown) => String(a).toLowerCase() === String(b).toLowerCase();
  return {
    egress: ({ id, filter }: { id?: string; filter?: { match(rows: Row[]): Row[] } }) => {
      if (id !== undefined) return found(id);
      return filter === undefined ? [...rows.values()] : filter.match([...rows.values()]);
    },
    ingress: ({ id }: { id?: string }, data: object) => {
      const given: Record<string, unknown> = JSON.parse(JSON.stringify(data));
      const before = id === undefined ? undefined : found(id);
      if ([...rows.values()].some((row) => row !== before && same(row[unique], given[unique]))) {
        throw new SCIMMY.Types.Error(409, "uniqueness", `${unique} is taken`);
      }
      next += 1;
      const now = new Date().toISOString();
      const own = id ?? `r${next}`;
      const row: Row = { ...given, id: own, meta: { created: before?.meta.created ?? now, lastModified: now } };
      rows.set(own, row);
      return row;
    },
    degress: ({ id = "" }: { id?: string }) => {
      found(id);
      rows.delete(id);
    },
  };
}

let server: Server;
let report: ConformanceReport;

beforeAll(async () => {
  SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser);
  SCIMMY.Resources.declare(SCIMMY.Resources.User, handlersOf("userName"));
  SCIMMY.Resources.declare(SCIMMY.Resources.Group, handlersOf("displayName"));
  const app = express();
  const handler = (request: { header(name: string): string | undefined }) => {
    if (request.header("authorization") !== `Bearer ${TOKEN}`) throw new Error("wrong token");
    return "somebody";
  };
  const baseUri = (request: { headers: { host?: string } }) => `http://${request.headers.host}`;
  app.use("/scim/v2", new SCIMMYRouters({ type: "bearer", handler, baseUri }));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  report = await runConformance({ url: `http://127.0.0.1:${port}/scim/v2`, token: TOKEN });
}, 60_000);

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

function outcomeOf(id: string): string | undefined {
  return report.results.find((result) => result.id === id)?.outcome;
}

describe("scimmy-routers on Express 4", () => {
  it.each([
    ["no Location on 201", "create-location"],
    ["no WWW-Authenticate on 401", "auth-challenge"],
    ["schemas is lost with attributes", "attributes-schemas"],
    ["a comparison without a value is accepted", "filter-bad-half"],
    ["a filter may end with and", "filter-bad-tail"],
    ["not holds for the next comparison only", "filter-not-group"],
    ["nested parentheses are refused", "filter-grouping-nested"],
    ["active gt true is answered with 200", "filter-boolean-order"],
    ["userName compares with its case", "filter-case-user-name"],
    ["a multi-valued attribute alone throws", "filter-multi-bare"],
    ["URNs in filters are not understood", "filter-urn"],
    ["canonical values are a closed list", "multi-type-open"],
    ["an existing value is added again", "add-existing"],
  ])("fails %s", (_what, id) => {
    expect(outcomeOf(id)).toBe("failed");
  });

  it.each([
    ["the media type has a charset", "type-exact"],
    ["ETags of Express although ETags are declared unsupported", "etag-undeclared"],
    ["the text False does not disable a user", "entra-boolean-False"],
  ])("gets a warning: %s", (_what, id) => {
    expect(outcomeOf(id)).toBe("warned");
  });

  it.each([
    "create-status",
    "create-duplicate",
    "filter-eq",
    "filter-and",
    "page-count",
    "delete-status",
    "patch-order",
  ])("passes %s", (id) => {
    expect(outcomeOf(id)).toBe("passed");
  });

  it("has no leftovers", () => {
    expect(report.leftovers).toEqual([]);
  });
});
