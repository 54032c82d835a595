/**
 * A synchronization schema as Microsoft Graph exports it (`GET …/synchronization/jobs/{job}/schema`; portal: Review your schema, Download):
 * attribute mappings, scoping filters and target object actions of a provisioning job.
 */
import * as z from "zod";
import { ProvisioningError } from "../errors.ts";
import { expressionOfMappingSource } from "../expression/index.ts";

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
  type: z.enum(["Attribute", "Constant", "Function"]).nullish(),
  name: z.string().nullish(),
  expression: z.string().nullish(),
  parameters: z.array(MappingParameter).nullish(),
});

const FLOW_TYPES = ["Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"] as const;

const AttributeMappingDocument = z.looseObject({
  targetAttributeName: z.string().min(1),
  source: MappingSource.nullish(),
  defaultValue: z.string().nullish(),
  matchingPriority: z.int().min(0).nullish(),
  flowType: z.enum(FLOW_TYPES).nullish(),
  flowBehavior: z.enum(["FlowWhenChanged", "FlowAlways"]).nullish(),
});

const ObjectMappingDocument = z.looseObject({
  name: z.string().nullish(),
  enabled: z.boolean().nullish(),
  flowTypes: z.string().nullish(),
  sourceObjectName: z.string(),
  targetObjectName: z.string().nullish(),
  scope: Scope.nullish(),
  attributeMappings: z.array(AttributeMappingDocument),
});

const SchemaDocument = z.looseObject({
  synchronizationRules: z
    .array(
      z.looseObject({
        name: z.string().nullish(),
        priority: z.int().nullish(),
        objectMappings: z.array(ObjectMappingDocument),
      }),
    )
    .min(1),
});

type ObjectMappingDocument = z.output<typeof ObjectMappingDocument>;
type AttributeMappingDocument = z.output<typeof AttributeMappingDocument>;

/** One clause of a scoping filter. */
export interface ScopingClause {
  /** Source attribute. */
  readonly attribute: string;
  /** Operator as the document spells it, such as `NOT EQUALS`. */
  readonly operator: string;
  /** Values to compare with; empty for unary operators. */
  readonly values: readonly string[];
  /** Place in the document, for messages. */
  readonly place: string;
}

/** A scoping filter: all clauses must hold. */
export interface ScopingFilter {
  /** Title in the document; `filter 1`, `filter 2` … where it has none. */
  readonly name: string;
  /** In the order of the document; none lets everybody through. */
  readonly clauses: readonly ScopingClause[];
}

/** How one target attribute gets its value. */
export interface AttributeMapping {
  /** Target attribute as a SCIM path, such as `emails[type eq "work"].value`. */
  readonly target: string;
  /** Expression that gives the value; undefined leaves the attribute alone but for the default value. */
  readonly expression: string | undefined;
  /** Written when the object is created and the expression has no value. */
  readonly defaultValue: string | undefined;
  /** 0: not a matching attribute; else lowest first. */
  readonly matchingPriority: number;
  /** Whether the attribute is written only when the object is created. */
  readonly onlyOnCreate: boolean;
  /** Place in the document, for messages. */
  readonly place: string;
}

/** What the users of a directory become in a target. */
export interface ObjectMapping {
  /** Title in the document; `Users` where it has none. */
  readonly name: string;
  /** Target object actions: what may be sent. All of them where the document names none. */
  readonly actions: {
    /** Whether accounts may be made (`Add` in the document). */
    readonly create: boolean;
    /** Whether accounts may be changed, which includes disabling (`Update` in the document). */
    readonly update: boolean;
    /** Whether accounts may be deleted (`Delete` in the document). */
    readonly delete: boolean;
  };
  /** One of them must let a user through; none lets everybody through. */
  readonly scopingFilters: readonly ScopingFilter[];
  /** How each target attribute gets its value, in the order of the document. */
  readonly attributes: readonly AttributeMapping[];
}

/** A synchronization schema as plain JSON, not yet checked. */
export interface SynchronizationSchemaDocument {
  /** Rules that hold the object mappings; the first enabled one of users counts, by priority. */
  readonly synchronizationRules: readonly unknown[];
}

/** A synchronization schema, read and checked. */
export interface SynchronizationSchema {
  /** The document as it was read, unknown parts included. */
  readonly document: unknown;
  /** The mapping of users. */
  readonly users: ObjectMapping;
}

/**
 * Reads a synchronization schema.
 *
 * @param input - The document, as JSON text or as parsed JSON.
 * @throws ProvisioningError `invalid_mapping`, naming the place in the document.
 */
export function parseSynchronizationSchema(input: unknown): SynchronizationSchema {
  const document = typeof input === "string" ? parseJson(input) : input;
  const parsed = SchemaDocument.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(printPlace(issue?.path ?? []), issue?.message ?? "not a synchronization schema");
  }
  const rules = parsed.data.synchronizationRules.map((rule, index) => ({
    rule,
    place: `synchronizationRules[${index}]`,
  }));
  rules.sort((a, b) => (a.rule.priority ?? 0) - (b.rule.priority ?? 0));
  for (const { rule, place } of rules) {
    const index = rule.objectMappings.findIndex(
      (mapping) => mapping.enabled !== false && mapping.sourceObjectName.toLowerCase() === "user",
    );
    const mapping = rule.objectMappings[index];
    if (mapping !== undefined)
      return { document, users: readObjectMapping(mapping, `${place}.objectMappings[${index}]`) };
  }
  throw invalid("synchronizationRules", "no enabled object mapping has the sourceObjectName User");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    throw new ProvisioningError(
      "invalid_mapping",
      `The synchronization schema is not JSON: ${error instanceof Error ? error.message : "unreadable"}`,
    );
  }
}

function readObjectMapping(mapping: ObjectMappingDocument, place: string): ObjectMapping {
  const actions = new Set(
    (mapping.flowTypes ?? "Add, Update, Delete").split(",").map((action) => action.trim().toLowerCase()),
  );
  for (const unsupported of ["inputFilterGroups", "categoryFilterGroups"] as const) {
    if ((mapping.scope?.[unsupported] ?? []).length > 0)
      throw invalid(`${place}.scope.${unsupported}`, "only scope.groups is supported; move the filters there");
  }
  return {
    name: mapping.name ?? "Users",
    actions: { create: actions.has("add"), update: actions.has("update"), delete: actions.has("delete") },
    scopingFilters: (mapping.scope?.groups ?? []).map((group, index) => ({
      name: group.name ?? `filter ${index + 1}`,
      clauses: (group.clauses ?? []).map((clause, clauseIndex) => ({
        attribute: clause.sourceOperandName,
        operator: clause.operatorName,
        values: clause.targetOperand?.values ?? [],
        place: `${place}.scope.groups[${index}].clauses[${clauseIndex}]`,
      })),
    })),
    attributes: mapping.attributeMappings.map((attribute, index) =>
      readAttributeMapping(attribute, `${place}.attributeMappings[${index}]`),
    ),
  };
}

function readAttributeMapping(mapping: AttributeMappingDocument, place: string): AttributeMapping {
  return {
    target: mapping.targetAttributeName,
    expression: readExpression(mapping, place),
    defaultValue: mapping.defaultValue ?? undefined,
    matchingPriority: mapping.matchingPriority ?? 0,
    onlyOnCreate: mapping.flowType === "ObjectAddOnly",
    place,
  };
}

/** @throws ProvisioningError for a function that is given neither as text nor with parameters that are known. */
function readExpression(mapping: AttributeMappingDocument, place: string): string | undefined {
  const { source } = mapping;
  if (source === null || source === undefined) return undefined;
  const expression = expressionOfMappingSource(source);
  if (expression === undefined && typeof source.name === "string" && source.name !== "") {
    throw invalid(`${place}.source.expression`, "expected the text of an expression");
  }
  return expression;
}

function printPlace(path: readonly PropertyKey[]): string {
  return (
    path
      .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
      .join("")
      .replace(/^\./, "") || "the document"
  );
}

function invalid(place: string, problem: string): ProvisioningError {
  return new ProvisioningError("invalid_mapping", `${place}: ${problem}`);
}
