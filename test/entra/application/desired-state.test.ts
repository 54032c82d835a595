/** The JSON Schema of the desired state accepts what plan accepts. */
import { describe, expect, it } from "vitest";
import { desiredStateSchema } from "../../../src/entra/application/plan/desired-state.ts";
import { parseDesiredApplication } from "../../../src/entra/index.ts";
import { parseSynchronizationSchema, toSynchronizationSchema } from "../../../src/provisioning/index.ts";
import { defaultMapping } from "../../../src/proxyclick/index.ts";

describe("the desired state", () => {
  it("has a JSON Schema with descriptions, for editors", () => {
    expect(desiredStateSchema()).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: {
        $schema: { type: "string" },
        application: { properties: { template: { description: expect.stringContaining("Proxyclick") } } },
        provisioning: { properties: { scope: { enum: ["assigned", "all"] } }, additionalProperties: false },
      },
      additionalProperties: false,
    });
  });

  it("takes a whole schema with all its members", () => {
    const mapping = toSynchronizationSchema(parseSynchronizationSchema(defaultMapping()));
    const desired = { provisioning: { mapping: { ...mapping, more: [1] } } };
    expect(parseDesiredApplication(desired)).toEqual(desired);
  });

  it.each([
    ["https://ada:passw0rd@scim.example.com/v1", /provisioning\.tenantUrl: .*must not contain a user name or password/],
    ["http://scim.example.com/v1", /provisioning\.tenantUrl: .*use https/],
    ["ftp://scim.example.com/v1", /provisioning\.tenantUrl: /],
  ])("refuses the Tenant URL %s without repeating it", (tenantUrl, message) => {
    expect(() => parseDesiredApplication({ provisioning: { tenantUrl } })).toThrow(message);
    expect(() => parseDesiredApplication({ provisioning: { tenantUrl } })).not.toThrow(/example\.com/);
  });

  it.each(["https://scim.example.com/v1/?aadOptscim062020", "http://127.0.0.1:8080/scim"])(
    "takes the Tenant URL %s",
    (tenantUrl) => {
      expect(parseDesiredApplication({ provisioning: { tenantUrl } })).toEqual({ provisioning: { tenantUrl } });
    },
  );

  it("that is too large, or no object, is refused without its values", () => {
    expect(() => parseDesiredApplication(undefined)).toThrow("the document");
    expect(() => parseDesiredApplication({ provisioning: { secretToken: "s".repeat(20_000) } })).toThrow(
      /provisioning\.secretToken(?!.*sss)/,
    );
  });
});
