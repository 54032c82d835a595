/** The rules of the emulator of Microsoft Graph, each with the documentation behind it. */
import { describe, expect, it } from "vitest";
import { CREDENTIAL_RULES } from "./credential-rules.ts";
import { DELTA_RULES } from "./delta-rules.ts";
import { DIRECTORY_RULES } from "./directory-rules.ts";
import { EXPRESSION_RULES } from "./expression-rules.ts";
import { GALLERY_RULES } from "./gallery-rules.ts";
import { JOB_RULES } from "./job-rules.ts";
import { ON_DEMAND_RULES } from "./on-demand-rules.ts";
import { REPORT_RULES } from "./report-rules.ts";
import { SCHEMA_RULES } from "./schema-rules.ts";
import { SECRET_RULES } from "./secret-rules.ts";
import { SERVICE_RULES } from "./service-rules.ts";
import { SIGN_IN_RULES } from "./sign-in-rules.ts";

/** All rules of the emulator, by their subject. */
const graphEmulatorRules = {
  "sign-in": SIGN_IN_RULES,
  "delta queries": DELTA_RULES,
  directory: DIRECTORY_RULES,
  service: SERVICE_RULES,
  gallery: GALLERY_RULES,
  secrets: SECRET_RULES,
  credentials: CREDENTIAL_RULES,
  jobs: JOB_RULES,
  schemas: SCHEMA_RULES,
  expressions: EXPRESSION_RULES,
  "provisioning on demand": ON_DEMAND_RULES,
  reports: REPORT_RULES,
};

describe.each(Object.entries(graphEmulatorRules))("the emulator of Microsoft Graph, %s", (_subject, rules) => {
  it.each(rules)("$rule", async ({ check, source }) => {
    expect(source).not.toBe("");
    await check();
  });
});
