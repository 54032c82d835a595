/** The desired state as JSON: checked, and described for editors. */
import * as z from "zod";
import { parseTenantUrl } from "../../../client/transport/tenant-url.ts";
import { EntraApplicationError } from "../../../errors.ts";
import { errorMessage } from "../../../internal/error-message.ts";
import { FLOW_BEHAVIORS, FLOW_TYPES, printPath } from "../../../provisioning/mapping/schema-document.ts";
import type { DesiredApplication } from "./desired-types.ts";

const Name = z.string().trim().min(1).max(1_024);

const AttributeChange = z.strictObject({
  target: Name.describe("Target attribute, such as name.givenName"),
  expression: z.string().max(20_000).nullable().optional().describe("Expression; null for none"),
  defaultValue: z.string().max(20_000).nullable().optional().describe("Value where the expression has none"),
  matchingPriority: z.int().min(0).max(100).optional().describe("0 for no matching attribute; the lowest comes first"),
  flowType: z.enum(FLOW_TYPES).optional(),
  flowBehavior: z.enum(FLOW_BEHAVIORS).optional(),
  flowNullValues: z.boolean().optional().describe("Whether a value that is gone is removed from the account"),
  type: z
    .enum(["String", "Integer", "Boolean", "DateTime", "Reference", "Binary"])
    .optional()
    .describe("Type of a target attribute that is added; String by default"),
});

const Filter = z.strictObject({
  name: Name,
  clauses: z
    .array(
      z.strictObject({
        attribute: Name,
        operator: Name.describe("Such as EQUALS or IS NOT NULL"),
        values: z.array(z.string().max(20_000)).max(1_000).optional(),
      }),
    )
    .min(1)
    .max(1_000),
});

const Change = z.union([
  z.strictObject({ set: AttributeChange }),
  z.strictObject({ remove: Name.describe("Target attribute that is not mapped any more") }),
  z.strictObject({ scopingFilters: z.array(Filter).max(1_000).describe("Replaces all scoping filters") }),
  z.strictObject({
    actions: z.strictObject({
      create: z.boolean().optional(),
      update: z.boolean().optional(),
      delete: z.boolean().optional(),
    }),
  }),
]);

const Mapping = z.union([
  z.strictObject({ changes: z.array(Change).max(10_000) }),
  z
    .looseObject({ synchronizationRules: z.array(z.unknown()).min(1) })
    .describe("A whole synchronization schema, of which the mappings are taken"),
]);

/** The same rules as for the client of a SCIM service: no user name or password in it, https except on loopback. */
function checkTenantUrl(url: string, context: z.RefinementCtx<string>): void {
  try {
    parseTenantUrl(url);
  } catch (error) {
    context.addIssue({ code: "custom", message: errorMessage(error) });
  }
}

const Provisioning = z.strictObject({
  tenantUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .superRefine(checkTenantUrl)
    .optional()
    .describe("Tenant URL"),
  secretToken: z.string().min(1).max(16_384).optional().describe("Secret Token; better given in a file of its own"),
  notification: z
    .strictObject({ email: z.email().max(320), enabled: z.boolean().optional() })
    .optional()
    .describe("Recipient of mails about quarantine and held back deletions"),
  deletionThreshold: z.union([z.int().min(1).max(1_000_000), z.literal("off")]).optional(),
  scope: z.enum(["assigned", "all"]).optional(),
  skipOutOfScopeDeletions: z.boolean().optional(),
  status: z.enum(["on", "off"]).optional(),
  mapping: Mapping.optional(),
});

const Assignment = z.strictObject({
  principal: Name.describe("Object id, user principal name, or display name of a group"),
  type: z.enum(["user", "group"]).optional(),
  role: Name.optional().describe("Value, name or id of an app role; User by default"),
});

const DesiredState = z.strictObject({
  $schema: z.string().optional(),
  application: z
    .strictObject({
      template: Name.optional().describe("Gallery template, or custom; Proxyclick by default"),
      displayName: Name.max(120).optional(),
      id: Name.optional().describe("Object id of the service principal, or application id"),
    })
    .optional(),
  provisioning: Provisioning.optional(),
  assignments: z.array(Assignment).max(100_000).optional(),
});

/**
 * Validates a desired state that was read from JSON or YAML.
 *
 * @param input - the parsed JSON or YAML
 * @returns the desired state for `plan`.
 * @throws EntraApplicationError `invalid_desired_state`: the message says where, and never contains a value.
 */
export function parseDesiredApplication(input: unknown): DesiredApplication {
  const parsed = DesiredState.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const deepest = deepestIssue(issue);
  const place = printPath(deepest?.path ?? []);
  throw new EntraApplicationError(
    "invalid_desired_state",
    `The desired state is not valid: ${place}: ${deepest?.message ?? "not an object"}.`,
  );
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of the alternatives of a union, the one that got farthest says what is wrong. */
function deepestIssue(issue: z.core.$ZodIssue | undefined): Issue | undefined {
  if (issue === undefined || issue.code !== "invalid_union") return issue;
  const inner = issue.errors
    .map((alternative) => deepestIssue(alternative[0]))
    .filter((each) => each !== undefined)
    .sort((a, b) => b.path.length - a.path.length)[0];
  if (inner === undefined || inner.path.length === 0) return issue;
  return { path: [...issue.path, ...inner.path], message: inner.message };
}

/** The JSON Schema of the desired state, for editors. */
export function desiredStateSchema(): object {
  return {
    ...z.toJSONSchema(DesiredState, { io: "input" }),
    title: "Desired state of an enterprise application, for proxyclick-scim entra plan and apply",
  };
}
