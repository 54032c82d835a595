/** Rules of the provisioning log and of directory audits. */
import { expect } from "vitest";
import { createGraphEmulator, createTestClock, type GraphEmulatorOptions } from "../../../../src/testing/index.ts";
import { createJob, PERMISSIONS } from "../application-calls.ts";
import { call, failure, items, message } from "../graph-calls.ts";
import type { GraphRule } from "./graph-rule.ts";

const LIST = "Microsoft Graph: List provisioningObjectSummary";
const AUDITS = "Microsoft Graph: List directoryAudits";

const START = Date.parse("2026-01-01T00:00:00Z");

function record(number: number): Readonly<Record<string, unknown>> {
  return {
    id: `r${number}`,
    activityDateTime: new Date(START + number * 1_000).toISOString(),
    jobId: number % 2 === 0 ? "scim.even" : "scim.odd",
    provisioningAction: "create",
    provisioningStatusInfo: { status: "success" },
    servicePrincipal: { id: "SP", displayName: "Visitors" },
  };
}

/** An emulator with a log of some records, and a function that reads it without meeting the limit. */
function createLog(count: number, options: GraphEmulatorOptions = {}) {
  const clock = createTestClock(new Date(START));
  const graph = createGraphEmulator({ permissions: PERMISSIONS, now: clock.now, ...options });
  for (let number = 0; number < count; number += 1) graph.applications.addLogRecord(record(number));
  const read = (query: string) => {
    clock.advance(10_000);
    return call(graph, query.startsWith("https:") ? query : `/auditLogs/provisioning${query}`);
  };
  const ids = async (query: string): Promise<readonly unknown[]> => items(await read(query)).map(({ id }) => id);
  return { graph, read, ids };
}

function filter(expression: string): string {
  return `?$filter=${encodeURIComponent(expression)}`;
}

/** Rules of the reports. */
export const REPORT_RULES: readonly GraphRule[] = [
  {
    rule: "The log is filtered by eq and contains, and by gt and lt for times, which stand without quotes",
    source: `${LIST}, optional query parameters`,
    check: async () => {
      const { ids } = createLog(4);
      expect(await ids(filter("jobId eq 'scim.odd'"))).toEqual(["r3", "r1"]);
      expect(await ids(filter("contains(jobId, 'odd')"))).toEqual(["r3", "r1"]);
      const times = "activityDateTime gt 2026-01-01T00:00:01Z and activityDateTime lt 2026-01-01T00:00:03Z";
      expect(await ids(filter(times))).toEqual(["r2"]);
      const portal = "contains(tolower(servicePrincipal/id), 'sp') and jobId eq 'scim.even'";
      expect(await ids(filter(portal))).toEqual(["r2", "r0"]);
    },
  },
  {
    rule: "Strings are compared with regard to case",
    source: `${LIST}, optional query parameters`,
    check: async () => {
      expect(await createLog(4).ids(filter("jobId eq 'SCIM.odd'"))).toEqual([]);
    },
  },
  {
    rule: "Other operators and properties are refused",
    source: `${LIST}, optional query parameters`,
    check: async () => {
      const { read } = createLog(1);
      for (const expression of [
        "activityDateTime gt '2026-01-01T00:00:01Z'",
        "activityDateTime ge 2026-01-01T00:00:01Z",
        "provisioningStatusInfo/status eq 'success'",
        "startswith(jobId, 'scim')",
        "jobId eq 'a' or jobId eq 'b'",
        "not (jobId eq 'a')",
      ]) {
        expect([expression, (await read(filter(expression))).status]).toEqual([expression, 400]);
      }
    },
  },
  {
    rule: "Other query options than $filter, $orderby by time, $top and $skiptoken are refused",
    source: `${LIST}, optional query parameters`,
    check: async () => {
      const { read } = createLog(1);
      for (const query of ["?$skip=1", "?$search=x", "?$orderby=id", "?$top=1001", "?$select=id"]) {
        expect([query, (await read(query)).status]).toEqual([query, 400]);
      }
    },
  },
  {
    rule: "The newest record comes first unless $orderby says otherwise",
    source: `${LIST}, optional query parameters`,
    check: async () => {
      const { ids } = createLog(3);
      expect(await ids("")).toEqual(["r2", "r1", "r0"]);
      expect(await ids("?$orderby=activityDateTime%20asc")).toEqual(["r0", "r1", "r2"]);
    },
  },
  {
    rule: "There is a next link only when $top is given",
    source: `${LIST}, optional query parameters, $skiptoken (version of 2022)`,
    check: async () => {
      const { read } = createLog(3);
      expect((await read("")).body).not.toHaveProperty("@odata.nextLink");
      const first = await read("?$top=2&$orderby=activityDateTime%20asc");
      const second = await read(String(first.body["@odata.nextLink"]));
      expect([first, second].map((page) => items(page).map(({ id }) => id))).toEqual([["r0", "r1"], ["r2"]]);
      expect(second.body).not.toHaveProperty("@odata.nextLink");
    },
  },
  {
    rule: "A link is opaque: one that was changed is refused",
    source: "Microsoft Graph: Paging Microsoft Graph data, paging tips",
    check: async () => {
      const { read } = createLog(3);
      const next = String((await read("?$top=2&$orderby=activityDateTime%20asc")).body["@odata.nextLink"]);
      expect((await read(next.replace("asc", "desc"))).status).toBe(400);
      expect((await read(`${next}x`)).status).toBe(400);
    },
  },
  {
    rule: "Records become visible late and out of order",
    source: "Microsoft Entra: Log latency; microsoftgraph/microsoft-graph-docs, provisioning logs",
    check: async () => {
      const { ids } = createLog(3, { logDelay: (number) => (number === 1 ? 15_000 : 0) });
      expect(await ids("")).toEqual(["r2", "r0"]);
      expect(await ids("")).toEqual(["r2", "r1", "r0"]);
    },
  },
  {
    rule: "A page may break off in the middle, and a valid token may be refused",
    source: "microsoftgraph/microsoft-graph-docs issue 3648",
    check: async () => {
      const { graph, read } = createLog(2);
      graph.applications.breakLogPage();
      await expect(read("")).rejects.toThrow(SyntaxError);
      const next = String((await read("?$top=1")).body["@odata.nextLink"]);
      graph.applications.refuseSkipToken();
      expect(message(await read(next))).toBe("Invalid skip token");
      expect(items(await read(next))).toHaveLength(1);
    },
  },
  {
    rule: "An application reads reports at most five times in ten seconds",
    source: "Microsoft Graph service-specific throttling limits: Identity and access reports",
    check: async () => {
      const { graph } = createLog(1);
      const paths = ["/auditLogs/provisioning", "/auditLogs/directoryAudits"];
      const statuses = [];
      for (let count = 0; count < 6; count += 1) statuses.push((await call(graph, paths[count % 2] ?? "")).status);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    },
  },
  {
    rule: "The log needs ProvisioningLog.Read.All or AuditLog.Read.All",
    source: `${LIST}, permissions`,
    check: async () => {
      const { graph } = createLog(1);
      const read = async (permission: string): Promise<string> => {
        const token = graph.issueToken({ permissions: [permission] });
        const answer = await call(graph, "/auditLogs/provisioning", { token });
        return answer.status === 200 ? "ok" : failure(answer);
      };
      expect(await read("ProvisioningLog.Read.All")).toBe("ok");
      expect(await read("AuditLog.Read.All")).toBe("ok");
      expect(await read("Directory.Read.All")).toBe("403 Authorization_RequestDenied");
    },
  },
  {
    rule: "The log needs a premium licence of the tenant",
    source: "Microsoft Entra: Provisioning logs, license requirements; error code of sign-in logs",
    check: async () => {
      const { read } = createLog(1, { hasPremiumLicense: false });
      expect(failure(await read(""))).toBe("403 Authentication_RequestFromNonPremiumTenantOrB2CTenant");
    },
  },
  {
    rule: "Directory audits have what was done to a job",
    source: "Microsoft Entra: Audit activity reference, Account Provisioning",
    check: async () => {
      const { graph, call: send, job } = await createJob();
      await send("POST", `${job}/start`);
      await send("POST", `${job}/pause`);
      const path = `/auditLogs/directoryAudits${filter("category eq 'ProvisioningManagement'")}`;
      const found = items(await call(graph, path)).map(({ activityDisplayName }) => String(activityDisplayName));
      expect(found.toSorted()).toEqual([
        "Add provisioning configuration",
        "Disable/pause provisioning configuration",
        "Enable/start provisioning configuration",
        "Update provisioning setting or credentials",
      ]);
    },
  },
  {
    rule: "Directory audits are filtered by documented properties only",
    source: `${AUDITS}, optional query parameters`,
    check: async () => {
      const { graph } = await createJob();
      const path = `/auditLogs/directoryAudits${filter("operationType eq 'Update'")}`;
      expect((await call(graph, path)).status).toBe(400);
    },
  },
];
