/**
 * The JSON of a synchronization schema as Microsoft Graph writes it, as far as the engine reads it.
 *
 * Members that are not named here are kept.
 */
import * as z from "zod";
import { isCut, WHOLE_JSON } from "../../internal/graph-names.ts";
import { invalidMapping } from "./invalid-mapping.ts";
import { WHOLE_DOCUMENT } from "./schema-spelling.ts";

const Clause = z.looseObject({
  operatorName: z.string(),
  sourceOperandName: z.string(),
  targetOperand: z.looseObject({ values: z.array(z.string()).nullish() }).nullish(),
});

const FilterGroup = z.looseObject({ name: z.string().nullish(), clauses: z.array(Clause).nullish() });

const Scope = z.looseObject({
  groups: z.array(FilterGroup).nullish(),
  inputFilterGroups: z.array(FilterGroup).nullish(),
  categoryFilterGroups: z.array(FilterGroup).nullish(),
});

const MappingParameter = z.looseObject({
  key: z.string(),
  get value() {
    return MappingSource.nullish();
  },
});

const MappingSource = z.looseObject({
  /** `Attribute`, `Constant` or `Function`; other types of sources are read by their expression, if they have one. */
  type: z.string().nullish(),
  name: z.string().nullish(),
  expression: z.string().nullish(),
  parameters: z.array(MappingParameter).nullish(),
});

/** When a mapping is applied, in the terms of Graph. */
export const FLOW_TYPES = ["Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"] as const;
/** Whether an unchanged value is sent, in the terms of Graph. */
export const FLOW_BEHAVIORS = ["FlowWhenChanged", "FlowAlways"] as const;

const AttributeMappingDocument = z.looseObject({
  targetAttributeName: z.string().min(1),
  source: MappingSource.nullish(),
  defaultValue: z.string().nullish(),
  matchingPriority: z.int().min(0).nullish(),
  flowType: z.enum(FLOW_TYPES).nullish(),
  flowBehavior: z.enum(FLOW_BEHAVIORS).nullish(),
  flowNullValues: z.boolean().nullish(),
});

/**
 * The members that show whether an object mapping is that of users. The other members of mappings of groups and other
 * objects are not read.
 */
const ObjectMappingHead = z.looseObject({
  enabled: z.boolean().nullish(),
  sourceObjectName: z.string(),
  targetObjectName: z.string().nullish(),
});

/** The object mapping of users, checked but unchanged. */
export const ObjectMappingDocument = ObjectMappingHead.extend({
  name: z.string().nullish(),
  flowTypes: z.string().nullish(),
  scope: Scope.nullish(),
  attributeMappings: z.array(AttributeMappingDocument),
});

const AttributeDefinition = z.looseObject({
  name: z.string(),
  type: z.string().nullish(),
  multivalued: z.boolean().nullish(),
  mutability: z.string().nullish(),
  required: z.boolean().nullish(),
  caseExact: z.boolean().nullish(),
  flowNullValues: z.boolean().nullish(),
});

const ObjectDefinition = z.looseObject({
  name: z.string(),
  metadata: z.array(z.looseObject({ key: z.string(), value: z.unknown() })).nullish(),
  attributes: z.array(AttributeDefinition).nullish(),
});

const Directory = z.looseObject({
  id: z.string().nullish(),
  name: z.string().nullish(),
  objects: z.array(ObjectDefinition).nullish(),
});

/** A synchronization schema, checked but unchanged. */
export const SchemaDocument = z.looseObject({
  /** Read for a few hints only: definitions that cannot be read are ignored. */
  directories: z.array(Directory).nullish().catch(null),
  synchronizationRules: z
    .array(
      z.looseObject({
        name: z.string().nullish(),
        priority: z.int().nullish(),
        sourceDirectoryName: z.string().nullish(),
        targetDirectoryName: z.string().nullish(),
        objectMappings: z.array(ObjectMappingHead),
      }),
    )
    .min(1),
});

/** An object type of a directory. */
export type ObjectDefinition = z.output<typeof ObjectDefinition>;
/** A synchronization schema. */
export type SchemaDocument = z.output<typeof SchemaDocument>;
/** An object mapping of any type of object. */
type ObjectMappingHead = z.output<typeof ObjectMappingHead>;
/** The object mapping of users. */
export type ObjectMappingDocument = z.output<typeof ObjectMappingDocument>;
/** A scoping filter. */
export type FilterGroup = z.output<typeof FilterGroup>;
/** An attribute mapping. */
export type AttributeMappingDocument = z.output<typeof AttributeMappingDocument>;

/**
 * Checks a synchronization schema.
 *
 * @throws ProvisioningError `invalid_mapping`, with the first place that is not as Graph writes it.
 */
export function checkDocument(document: unknown): SchemaDocument {
  return checkPart(SchemaDocument, document, []);
}

/**
 * Checks a part of a synchronization schema.
 *
 * @param path - Path of the part in the document.
 * @throws ProvisioningError `invalid_mapping`, with the first place that is not as Graph writes it.
 */
export function checkPart<Part>(schema: z.ZodType<Part>, part: unknown, path: readonly PropertyKey[]): Part {
  const parsed = schema.safeParse(part);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const problem = isCut(valueAt(part, issue?.path ?? []))
    ? `PowerShell cut this part; export the schema again with ${WHOLE_JSON}`
    : (issue?.message ?? "not a synchronization schema");
  throw invalidMapping(printPath([...path, ...(issue?.path ?? [])]), problem);
}

function valueAt(part: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    part,
  );
}

/** Prints a path in the document, such as `synchronizationRules[0].objectMappings[1]`. */
export function printPath(path: readonly PropertyKey[]): string {
  return (
    path
      .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
      .join("")
      .replace(/^\./, "") || WHOLE_DOCUMENT
  );
}

/** The mapping of users, and its place in a document. */
export interface UserMappingLocation {
  readonly rule: SchemaDocument["synchronizationRules"][number];
  readonly mapping: ObjectMappingHead;
  readonly ruleIndex: number;
  readonly mappingIndex: number;
}

/** Names of the source directory. A rule that writes to it provisions in the other direction. */
const ENTRA: ReadonlySet<string> = new Set(["azure active directory", "microsoft entra id"]);

/**
 * Finds the mapping of users: the first enabled one of a rule that does not write to the source directory, by the
 * priority of the rules.
 *
 * @throws ProvisioningError `invalid_mapping` when there is none.
 */
export function findUserMapping({ synchronizationRules }: SchemaDocument): UserMappingLocation {
  const rules = synchronizationRules.map((rule, ruleIndex) => ({ rule, ruleIndex }));
  rules.sort((a, b) => (a.rule.priority ?? 0) - (b.rule.priority ?? 0));
  for (const { rule, ruleIndex } of rules) {
    if (ENTRA.has(rule.targetDirectoryName?.toLowerCase() ?? "")) continue;
    const mappingIndex = rule.objectMappings.findIndex(
      (mapping) => mapping.enabled !== false && mapping.sourceObjectName.toLowerCase() === "user",
    );
    const mapping = rule.objectMappings[mappingIndex];
    if (mapping !== undefined) return { rule, mapping, ruleIndex, mappingIndex };
  }
  throw invalidMapping(
    "synchronizationRules",
    "no enabled object mapping out of the directory has the sourceObjectName User",
  );
}
