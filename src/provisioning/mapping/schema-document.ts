/**
 * The JSON of a synchronization schema as Microsoft Graph writes it, as far as the engine reads it. Members that are not named here stay in it.
 */
import * as z from "zod";

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
  /** `Attribute`, `Constant`, `Function`; other kinds of sources are known by their expression, if at all. */
  type: z.string().nullish(),
  name: z.string().nullish(),
  expression: z.string().nullish(),
  parameters: z.array(MappingParameter).nullish(),
});

/** When a mapping is applied, in the words of Graph. */
export const FLOW_TYPES = ["Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"] as const;
/** Whether a value flows that did not change, in the words of Graph. */
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

/** What tells whether an object mapping is the one of users. Those of groups and of other objects are not looked into. */
const ObjectMappingHead = z.looseObject({
  enabled: z.boolean().nullish(),
  sourceObjectName: z.string(),
  targetObjectName: z.string().nullish(),
});

/** The object mapping of users, with its members looked at but not changed. */
export const ObjectMappingDocument = ObjectMappingHead.extend({
  name: z.string().nullish(),
  flowTypes: z.string().nullish(),
  scope: Scope.nullish(),
  attributeMappings: z.array(AttributeMappingDocument),
});

const AttributeDefinition = z.looseObject({
  name: z.string(),
  required: z.boolean().nullish(),
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

/** A synchronization schema, with its members looked at but not changed. */
export const SchemaDocument = z.looseObject({
  /** Read for a few hints only: definitions that cannot be read count as none. */
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

/** An object type of a directory, as the document defines it. */
export type ObjectDefinition = z.output<typeof ObjectDefinition>;
/** A synchronization schema, as its document has it. */
export type SchemaDocument = z.output<typeof SchemaDocument>;
/** An object mapping, as far as every one is looked at. */
export type ObjectMappingHead = z.output<typeof ObjectMappingHead>;
/** The mapping of users, as the document has it. */
export type ObjectMappingDocument = z.output<typeof ObjectMappingDocument>;
/** A scoping filter, as the document has it. */
export type FilterGroup = z.output<typeof FilterGroup>;
/** One attribute mapping, as the document has it. */
export type AttributeMappingDocument = z.output<typeof AttributeMappingDocument>;
