/**
 * A synchronization schema as Microsoft Graph exports it (`GET …/synchronization/jobs/{job}/schema`; portal: Review your schema, Download):
 * attribute mappings, scoping filters and target object actions of a provisioning job.
 */
import type * as z from "zod";
import { ProvisioningError } from "../../errors.ts";
import { expressionOfMappingSource } from "../../expression/index.ts";
import {
  type AttributeMappingDocument,
  type FilterGroup,
  type FLOW_BEHAVIORS,
  type FLOW_TYPES,
  type ObjectDefinition,
  ObjectMappingDocument,
  type ObjectMappingHead,
  SchemaDocument,
} from "./schema-document.ts";

/** A scoping filter: a user passes when all clauses match. */
export interface ScopingFilter {
  /** Title in the document; `filter 1`, `filter 2` … where it has none. */
  readonly name: string;
  /** Clauses in the order of the document; without any, every user passes. */
  readonly clauses: readonly {
    /** Source attribute. */
    readonly attribute: string;
    /** Operator as the document spells it, such as `NOT EQUALS`. */
    readonly operator: string;
    /** Values to compare with; empty for unary operators. */
    readonly values: readonly string[];
    /** Place in the document, for messages. */
    readonly place: string;
  }[];
}

/** A clause of a scoping filter. */
export type ScopingClause = ScopingFilter["clauses"][number];

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
  /**
   * When the mapping is applied. `Always`; `ObjectAddOnly`: only when the account is created; `MultiValueAddOnly`: values are added and none is
   * removed; `AttributeAddOnly`: only as long as the account has no value; `ValueAddOnly`: the one or the other, as the attribute has many
   * values or one. What the last three mean is not public, an assumption.
   */
  readonly flowType: (typeof FLOW_TYPES)[number];
  /** `FlowWhenChanged`: sent when it differs from what the account is known to have; `FlowAlways`: with every change of the user. */
  readonly flowBehavior: (typeof FLOW_BEHAVIORS)[number];
  /** Whether a value that is gone from the source is removed from the account: the mapping says so, and no definition of its source attributes denies it. */
  readonly flowNullValues: boolean;
  /** Whether no account is made without a value, as the definition of the target attribute says. Never written back. */
  readonly required: boolean;
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
  /**
   * Whether the target can disable an account (`IsSoftDeletionSupported` of the target's object); one that cannot gets a delete instead. True where
   * the document does not say. Never written back.
   */
  readonly softDelete: boolean;
  /** One of them must let a user through; none lets everybody through. */
  readonly scopingFilters: readonly ScopingFilter[];
  /**
   * One of them must let a user through, else the user is left as it is: neither provisioned nor removed (`inputFilterGroups`); none lets everybody
   * through. Never written back.
   */
  readonly inputFilters: readonly ScopingFilter[];
  /** As {@link ObjectMapping.inputFilters}, which is an assumption (`categoryFilterGroups`: what they do is not public). Never written back. */
  readonly categoryFilters: readonly ScopingFilter[];
  /** How each target attribute gets its value, in the order of the document. */
  readonly attributes: readonly AttributeMapping[];
}

/** A synchronization schema as plain JSON, not yet checked. */
export interface SynchronizationSchemaDocument {
  /** Rules that hold the object mappings; the first enabled one of users out of the directory counts, by priority. */
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
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { parseSynchronizationSchema } from "proxyclick-scim/provisioning";
 *
 * const mapping = parseSynchronizationSchema(JSON.parse(await readFile("schema.json", "utf8")));
 * ```
 */
export function parseSynchronizationSchema(input: unknown): SynchronizationSchema {
  const document = typeof input === "string" ? parseJson(input) : input;
  const checked = checkDocument(document);
  const { rule, mapping: head, ruleIndex, mappingIndex } = findUserMapping(checked);
  const path = ["synchronizationRules", ruleIndex, "objectMappings", mappingIndex];
  const mapping = checkPart(ObjectMappingDocument, head, path);
  const definitions = {
    source: findDefinition(checked, rule.sourceDirectoryName, mapping.sourceObjectName),
    target: findDefinition(checked, rule.targetDirectoryName, mapping.targetObjectName),
  };
  return { document, users: readObjectMapping(mapping, definitions, printPlace(path)) };
}

/** @throws ProvisioningError `invalid_mapping`, naming the first place that is not as Graph writes it. */
export function checkDocument(document: unknown): SchemaDocument {
  return checkPart(SchemaDocument, document, []);
}

function checkPart<Part>(schema: z.ZodType<Part>, part: unknown, place: readonly PropertyKey[]): Part {
  const parsed = schema.safeParse(part);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(printPlace([...place, ...(issue?.path ?? [])]), issue?.message ?? "not a synchronization schema");
}

/** Where in a document the mapping of users stands. */
export interface UserMappingLocation {
  readonly rule: SchemaDocument["synchronizationRules"][number];
  readonly mapping: ObjectMappingHead;
  readonly ruleIndex: number;
  readonly mappingIndex: number;
}

/** Names of the directory that users come from. A rule that writes into it brings users of the application the other way. */
const ENTRA: ReadonlySet<string> = new Set(["azure active directory", "microsoft entra id"]);

/**
 * Finds the mapping of users: the first enabled one of a rule that does not write into the directory, by the priority of the rules.
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
  throw invalid("synchronizationRules", "no enabled object mapping out of the directory has the sourceObjectName User");
}

interface Definitions {
  readonly source: ObjectDefinition | undefined;
  readonly target: ObjectDefinition | undefined;
}

function findDefinition(
  document: SchemaDocument,
  directory: string | null | undefined,
  object: string | null | undefined,
): ObjectDefinition | undefined {
  const found = document.directories?.find(({ name }) => name === directory);
  return found?.objects?.find(({ name }) => name === object);
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

function readObjectMapping(mapping: ObjectMappingDocument, definitions: Definitions, place: string): ObjectMapping {
  const actions = new Set(
    (mapping.flowTypes ?? "Add, Update, Delete").split(",").map((action) => action.trim().toLowerCase()),
  );
  return {
    name: mapping.name ?? "Users",
    actions: { create: actions.has("add"), update: actions.has("update"), delete: actions.has("delete") },
    softDelete: readSoftDelete(definitions.target),
    scopingFilters: readFilters(mapping.scope?.groups, `${place}.scope.groups`),
    inputFilters: readFilters(mapping.scope?.inputFilterGroups, `${place}.scope.inputFilterGroups`),
    categoryFilters: readFilters(mapping.scope?.categoryFilterGroups, `${place}.scope.categoryFilterGroups`),
    attributes: mapping.attributeMappings.map((attribute, index) =>
      readAttributeMapping(attribute, definitions, `${place}.attributeMappings[${index}]`),
    ),
  };
}

function readFilters(groups: readonly FilterGroup[] | null | undefined, place: string): readonly ScopingFilter[] {
  return (groups ?? []).map((group, index) => ({
    name: group.name ?? `filter ${index + 1}`,
    clauses: (group.clauses ?? []).map((clause, clauseIndex) => ({
      attribute: clause.sourceOperandName,
      operator: clause.operatorName,
      values: clause.targetOperand?.values ?? [],
      place: `${place}[${index}].clauses[${clauseIndex}]`,
    })),
  }));
}

/** Values of metadata are JSON text; a missing entry says nothing. */
function readSoftDelete(target: ObjectDefinition | undefined): boolean {
  const entry = target?.metadata?.find(({ key }) => key === "IsSoftDeletionSupported");
  return String(entry?.value).toLowerCase() !== "false";
}

function readAttributeMapping(
  mapping: AttributeMappingDocument,
  { source, target }: Definitions,
  place: string,
): AttributeMapping {
  const expression = readExpression(mapping, place);
  const denied = source?.attributes?.filter(({ flowNullValues }) => flowNullValues === false) ?? [];
  return {
    target: mapping.targetAttributeName,
    expression,
    defaultValue: mapping.defaultValue ?? undefined,
    matchingPriority: mapping.matchingPriority ?? 0,
    flowType: mapping.flowType ?? "Always",
    flowBehavior: mapping.flowBehavior ?? "FlowWhenChanged",
    flowNullValues: mapping.flowNullValues === true && !denied.some(({ name }) => readsAttribute(expression, name)),
    required:
      target?.attributes?.some((one) => one.name === mapping.targetAttributeName && one.required === true) ?? false,
    place,
  };
}

/** Whether an expression reads an attribute. A name in brackets inside a text constant is taken for one too, which only ever leaves more alone. */
export function readsAttribute(expression: string | undefined, name: string): boolean {
  return expression?.includes(`[${name}]`) ?? false;
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
