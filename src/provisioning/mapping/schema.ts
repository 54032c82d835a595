/**
 * A synchronization schema as Microsoft Graph exports it (`GET …/synchronization/jobs/{job}/schema`; portal: Review
 * your schema, Download): attribute mappings, scoping filters and target object actions of a provisioning job.
 */
import { ProvisioningError } from "../../errors.ts";
import { expressionOfMappingSource } from "../../expression/index.ts";
import { errorMessage } from "../../internal/error-message.ts";
import { describeWebPage } from "../../internal/graph-kinds.ts";
import { invalidMapping } from "./invalid-mapping.ts";
import {
  type AttributeMappingDocument,
  checkDocument,
  checkPart,
  type FilterGroup,
  type FLOW_BEHAVIORS,
  type FLOW_TYPES,
  findUserMapping,
  type ObjectDefinition,
  ObjectMappingDocument,
  printPath,
  type SchemaDocument,
} from "./schema-document.ts";
import { toSchemaDocument } from "./schema-spelling.ts";

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
  /** Expression that produces the value; undefined leaves the attribute as it is, except for the default value. */
  readonly expression: string | undefined;
  /** Value when the account is created and the expression has none. */
  readonly defaultValue: string | undefined;
  /** 0: not a matching attribute; otherwise the lowest comes first. */
  readonly matchingPriority: number;
  /**
   * When the mapping is applied. `Always`; `ObjectAddOnly`: only when the account is created; `MultiValueAddOnly`:
   * values are added and never removed; `AttributeAddOnly`: only while the account has no value; `ValueAddOnly`:
   * `MultiValueAddOnly` for an attribute with many values, `AttributeAddOnly` for one with a single value. The meaning
   * of the last three is not public, an assumption.
   */
  readonly flowType: (typeof FLOW_TYPES)[number];
  /**
   * `FlowWhenChanged`: sent when it differs from the last known value of the account; `FlowAlways`: sent with every
   * change of the user.
   */
  readonly flowBehavior: (typeof FLOW_BEHAVIORS)[number];
  /**
   * Whether a value that is gone from the source is removed from the account: the mapping says so, and no definition of
   * its source attributes forbids it.
   */
  readonly flowNullValues: boolean;
  /**
   * Whether an account cannot be created without a value, as the definition of the target attribute says. Never written
   * back.
   */
  readonly required: boolean;
  /**
   * Whether a change of case alone is sent. Only a definition of the target attribute with `caseExact: false` holds it
   * back, as in Entra. Never written back.
   */
  readonly caseExact: boolean;
  /**
   * Definition of the target attribute in the document, which makes a custom attribute known. Never written back.
   */
  readonly definition?:
    | {
        /** Type in the terms of Graph, such as `String`. */
        readonly type?: string | null | undefined;
        /** Whether it has many values. */
        readonly multivalued?: boolean | null | undefined;
        /** Who may write it, in the terms of Graph, such as `ReadWrite`. */
        readonly mutability?: string | null | undefined;
      }
    | undefined;
  /** Place in the document, for messages. */
  readonly place: string;
}

/** How users of a directory are mapped to a target. */
export interface ObjectMapping {
  /** Title in the document; `Users` where it has none. */
  readonly name: string;
  /** Target object actions: the writes that are allowed. All of them where the document names none. */
  readonly actions: {
    /** Whether accounts may be created (`Add` in the document). */
    readonly create: boolean;
    /** Whether accounts may be changed, which includes disabling (`Update` in the document). */
    readonly update: boolean;
    /** Whether accounts may be deleted (`Delete` in the document). */
    readonly delete: boolean;
  };
  /**
   * Whether the target can disable an account (`IsSoftDeletionSupported` of the target's object); otherwise the account
   * is deleted. True where the document does not say. Never written back.
   */
  readonly softDelete: boolean;
  /** A user is in scope when any of them matches; without filters, every user is. */
  readonly scopingFilters: readonly ScopingFilter[];
  /**
   * A user who passes none of them stays as it is, neither provisioned nor removed (`inputFilterGroups`); without
   * filters, every user passes. Never written back.
   */
  readonly inputFilters: readonly ScopingFilter[];
  /**
   * Treated like {@link ObjectMapping.inputFilters}, an assumption (`categoryFilterGroups`: their effect is not
   * public). Never written back.
   */
  readonly categoryFilters: readonly ScopingFilter[];
  /** How each target attribute gets its value, in the order of the document. */
  readonly attributes: readonly AttributeMapping[];
}

/** A synchronization schema as plain JSON, not yet checked. */
export interface SynchronizationSchemaDocument {
  /** Rules with object mappings; by priority, the first enabled mapping of users out of the directory counts. */
  readonly synchronizationRules: readonly unknown[];
}

/** A synchronization schema, read and checked. */
export interface SynchronizationSchema {
  /** The document as it was read, unknown members included. */
  readonly document: unknown;
  /** The mapping of users. */
  readonly users: ObjectMapping;
}

/**
 * Reads a synchronization schema.
 *
 * @param input - The document, as a JSON string or as parsed JSON: as Graph writes it, or with the names of PowerShell,
 *   which are replaced by Graph's.
 * @throws ProvisioningError `invalid_mapping`, with the place in the document.
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { parseSynchronizationSchema } from "proxyclick-scim/provisioning";
 *
 * const mapping = parseSynchronizationSchema(JSON.parse(await readFile("schema.json", "utf8")));
 * ```
 */
export function parseSynchronizationSchema(input: unknown): SynchronizationSchema {
  const document = toSchemaDocument(typeof input === "string" ? parseJson(input) : input);
  const checked = checkDocument(document);
  const { rule, mapping: head, ruleIndex, mappingIndex } = findUserMapping(checked);
  const path = ["synchronizationRules", ruleIndex, "objectMappings", mappingIndex];
  const mapping = checkPart(ObjectMappingDocument, head, path);
  const definitions = {
    source: findDefinition(checked, rule.sourceDirectoryName, mapping.sourceObjectName),
    target: findDefinition(checked, rule.targetDirectoryName, mapping.targetObjectName),
  };
  return { document, users: readObjectMapping(mapping, definitions, printPath(path)) };
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

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json.charCodeAt(0) === 0xfeff ? json.slice(1) : json);
  } catch (error) {
    const page = describeWebPage(json);
    if (page !== undefined) throw invalidMapping(printPath([]), page);
    throw new ProvisioningError(
      "invalid_mapping",
      `The synchronization schema is not JSON: ${errorMessage(error, "unreadable")}`,
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

/** Values of metadata are JSON strings; without an entry, the target supports it. */
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
  const definition = target?.attributes?.find(({ name }) => name === mapping.targetAttributeName);
  const denied = source?.attributes?.filter(({ flowNullValues }) => flowNullValues === false) ?? [];
  return {
    target: mapping.targetAttributeName,
    expression,
    defaultValue: mapping.defaultValue ?? undefined,
    matchingPriority: mapping.matchingPriority ?? 0,
    flowType: mapping.flowType ?? "Always",
    flowBehavior: mapping.flowBehavior ?? "FlowWhenChanged",
    flowNullValues: mapping.flowNullValues === true && !denied.some(({ name }) => readsAttribute(expression, name)),
    required: definition?.required === true,
    caseExact: definition?.caseExact !== false,
    ...(definition !== undefined && {
      definition: { type: definition.type, multivalued: definition.multivalued, mutability: definition.mutability },
    }),
    place,
  };
}

/**
 * Whether an expression reads an attribute. A name in brackets inside a string constant counts, too, which at worst
 * keeps a value that could be removed.
 */
export function readsAttribute(expression: string | undefined, name: string): boolean {
  return expression?.includes(`[${name}]`) ?? false;
}

/** @throws ProvisioningError for a function that has neither an expression nor known parameters. */
function readExpression(mapping: AttributeMappingDocument, place: string): string | undefined {
  const { source } = mapping;
  if (source === null || source === undefined) return undefined;
  const expression = expressionOfMappingSource(source);
  if (expression === undefined && typeof source.name === "string" && source.name !== "") {
    throw invalidMapping(`${place}.source.expression`, "expected an expression");
  }
  return expression;
}
