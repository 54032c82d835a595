/** A synchronization schema of a few attributes, with parts replaced by a test. */
import type { SynchronizationSchemaDocument } from "../../src/provisioning/index.ts";

export interface MappingOptions {
  readonly attributes?: readonly unknown[];
  readonly scope?: unknown;
  readonly flowTypes?: string;
}

/** One attribute mapping. */
export function attribute(
  targetAttributeName: string,
  expression: string | null,
  more: Record<string, unknown> = {},
): unknown {
  return {
    targetAttributeName,
    source: expression === null ? null : { type: "Function", name: "f", expression, parameters: [] },
    matchingPriority: 0,
    flowType: "Always",
    flowBehavior: "FlowWhenChanged",
    defaultValue: null,
    exportMissingReferences: false,
    ...more,
  };
}

export const BASIC_ATTRIBUTES: readonly unknown[] = [
  attribute("userName", "[mail]", { matchingPriority: 1 }),
  attribute("active", 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'),
  attribute("name.givenName", "[givenName]"),
  attribute("name.familyName", "[surname]"),
  attribute("title", "[jobTitle]"),
];

export function schema(options: MappingOptions = {}): SynchronizationSchemaDocument {
  return {
    synchronizationRules: [
      {
        name: "USER_OUTBOUND_USER",
        priority: 1,
        objectMappings: [
          {
            name: "Users",
            enabled: true,
            flowTypes: options.flowTypes ?? "Add, Update, Delete",
            sourceObjectName: "User",
            targetObjectName: "User",
            scope: options.scope ?? null,
            attributeMappings: options.attributes ?? BASIC_ATTRIBUTES,
          },
        ],
      },
    ],
  };
}
