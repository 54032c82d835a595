/** The rules of enterprise applications in the emulator of Microsoft Graph, each with its documentation. */
import { describe, expect, it } from "vitest";
import { createGraphEmulator } from "../../../src/testing/index.ts";
import { credentialRules } from "./rules/credential-rules.ts";
import { expressionRules } from "./rules/expression-rules.ts";
import { galleryRules } from "./rules/gallery-rules.ts";
import { jobRules } from "./rules/job-rules.ts";
import { onDemandRules } from "./rules/on-demand-rules.ts";
import { reportRules } from "./rules/report-rules.ts";
import { schemaRules } from "./rules/schema-rules.ts";
import { secretRules } from "./rules/secret-rules.ts";

describe.each([
  ["applications", galleryRules],
  ["secrets", secretRules],
  ["credentials", credentialRules],
  ["jobs", jobRules],
  ["schemas", schemaRules],
  ["expressions", expressionRules],
  ["provisioning on demand", onDemandRules],
  ["reports", reportRules],
])("%s", (_name, rules) => {
  it.each(rules)("$rule ($source)", ({ check }) => check());
});

it("cycles need a fetch for the Tenant URL", () => {
  expect(() => createGraphEmulator({ runCycles: true })).toThrow(RangeError);
});
