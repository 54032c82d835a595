/**
 * Prints a synchronization schema as the JSON that Microsoft Graph accepts (`PUT …/synchronization/jobs/{job}/schema`,
 * which replaces the whole schema).
 *
 * Members that the engine does not know stay as they were read; known members are written only where they changed.
 */
import { isExpressionError } from "../../errors.ts";
import { type ExpressionNode, parseExpression } from "../../expression/index.ts";
import { deepEqual, isObject } from "../../internal/values.ts";
import { invalidExpression } from "./invalid-mapping.ts";
import type {
  AttributeMapping,
  ObjectMapping,
  ScopingClause,
  ScopingFilter,
  SynchronizationSchema,
  SynchronizationSchemaDocument,
} from "./schema.ts";
import { parseSynchronizationSchema, readsAttribute } from "./schema.ts";
import { checkDocument, findUserMapping } from "./schema-document.ts";

type JsonMembers = Readonly<Record<string, unknown>>;

/** The document of a mapping that was not read from one. */
const EMPTY_DOCUMENT: SynchronizationSchemaDocument = {
  synchronizationRules: [
    {
      name: "USER_OUTBOUND_USER",
      priority: 1,
      objectMappings: [{ name: "Users", enabled: true, sourceObjectName: "User", attributeMappings: [] }],
    },
  ],
};

/**
 * Prints a synchronization schema as the JSON of Microsoft Graph.
 *
 * @param schema - Result of `parseSynchronizationSchema`, with a changed `users` if you like. Places, `required`,
 *   `softDelete`, input and category filters are not written.
 * @returns plain JSON: the document, with the changes of `users` in the mapping of users. The input is not changed.
 * @throws ProvisioningError `invalid_mapping` for an expression that does not parse, and when `schema.document` is not
 *   a synchronization schema; undefined starts a new one.
 */
export function toSynchronizationSchema(schema: SynchronizationSchema): SynchronizationSchemaDocument {
  const document: unknown = structuredClone(schema.document ?? EMPTY_DOCUMENT);
  const { users: before } = parseSynchronizationSchema(document);
  const { rule, mapping, ruleIndex, mappingIndex } = findUserMapping(checkDocument(document));
  const nullable = newlyNullable(before, schema.users);
  const root = membersOf(document);
  const { sourceDirectoryName } = rule;
  return {
    ...root,
    synchronizationRules: replaceAt(root["synchronizationRules"], ruleIndex, (found) => ({
      ...found,
      objectMappings: replaceAt(found["objectMappings"], mappingIndex, (one) =>
        writeObjectMapping(one, before, schema.users, nullable.length > 0),
      ),
    })),
    ...(nullable.length === 0
      ? {}
      : { directories: allowNulls(root["directories"], sourceDirectoryName, mapping.sourceObjectName, nullable) }),
  };
}

function membersOf(value: unknown): JsonMembers {
  return isObject(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

type Change = (member: JsonMembers) => JsonMembers;

function replaceAt(list: unknown, index: number, change: Change): readonly unknown[] {
  return listOf(list).map((member, at) => (at === index ? change(membersOf(member)) : member));
}

function replaceNamed(list: unknown, name: string | null | undefined, change: Change): readonly unknown[] {
  return listOf(list).map((member) => (isObject(member) && member["name"] === name ? change(member) : member));
}

function writeObjectMapping(
  document: JsonMembers,
  before: ObjectMapping,
  after: ObjectMapping,
  allowsNulls: boolean,
): JsonMembers {
  const mappings = listOf(document["attributeMappings"]);
  return {
    ...document,
    ...(after.name === before.name ? {} : { name: after.name }),
    ...(deepEqual(after.actions, before.actions) ? {} : { flowTypes: writeActions(document["flowTypes"], after) }),
    ...(deepEqual(after.scopingFilters, before.scopingFilters)
      ? {}
      : { scope: writeScope(document["scope"], before.scopingFilters, after.scopingFilters) }),
    attributeMappings: after.attributes.map((attribute, at) => {
      const index = previousIndex(before.attributes, at, ({ target }) => target === attribute.target);
      return writeAttribute(membersOf(mappings[index]), before.attributes[index], attribute, allowsNulls);
    }),
  };
}

/**
 * Returns the previous index of a part: the same one if it holds the part, else the first that does; -1 for a new part.
 */
function previousIndex<Part>(before: readonly Part[], index: number, isSame: (part: Part) => boolean): number {
  const part = before[index];
  return part !== undefined && isSame(part) ? index : before.findIndex(isSame);
}

const ACTIONS = [
  ["Add", "create"],
  ["Update", "update"],
  ["Delete", "delete"],
] as const;

/** Unknown flow types are kept. */
function writeActions(flowTypes: unknown, { actions }: ObjectMapping): string {
  const known = new Set(ACTIONS.map(([name]) => name.toLowerCase()));
  const names = typeof flowTypes === "string" ? flowTypes.split(",").map((name) => name.trim()) : [];
  const unknown = names.filter((name) => name !== "" && !known.has(name.toLowerCase()));
  return [...ACTIONS.filter(([, action]) => actions[action]).map(([name]) => name), ...unknown].join(", ");
}

function writeScope(document: unknown, before: readonly ScopingFilter[], after: readonly ScopingFilter[]): JsonMembers {
  const groups = listOf(membersOf(document)["groups"]);
  return {
    inputFilterGroups: [],
    categoryFilterGroups: [],
    ...membersOf(document),
    groups: after.map((filter, at) => {
      const index = previousIndex(before, at, ({ name }) => name === filter.name);
      return writeFilter(membersOf(groups[index]), before[index], filter);
    }),
  };
}

function writeFilter(document: JsonMembers, before: ScopingFilter | undefined, after: ScopingFilter): JsonMembers {
  const clauses = listOf(document["clauses"]);
  return {
    ...document,
    ...(after.name === before?.name ? {} : { name: after.name }),
    clauses: after.clauses.map((clause, index) => {
      const same = before?.clauses[index];
      return same !== undefined && isSameClause(same, clause) ? clauses[index] : writeClause(clause);
    }),
  };
}

function isSameClause(a: ScopingClause, b: ScopingClause): boolean {
  return a.attribute === b.attribute && a.operator === b.operator && deepEqual(a.values, b.values);
}

function writeClause({ attribute, operator, values }: ScopingClause): JsonMembers {
  return { operatorName: operator, sourceOperandName: attribute, targetOperand: { values: [...values] } };
}

/** Members that have the same name and form in a mapping and in its document. */
const PLAIN_MEMBERS = ["matchingPriority", "flowType", "flowBehavior"] as const;

function writeAttribute(
  document: JsonMembers,
  before: AttributeMapping | undefined,
  after: AttributeMapping,
  allowsNulls: boolean,
): JsonMembers {
  const changed: Record<string, unknown> = {};
  for (const name of PLAIN_MEMBERS) if (after[name] !== before?.[name]) changed[name] = after[name];
  if (before === undefined || after.expression !== before.expression) changed["source"] = writeSource(after);
  if (before === undefined || after.defaultValue !== before.defaultValue)
    changed["defaultValue"] = after.defaultValue ?? null;
  // Once a definition allows null, a mapping that relied on the definition must say so itself.
  if (after.flowNullValues !== (before?.flowNullValues ?? false) || allowsNulls)
    changed["flowNullValues"] = after.flowNullValues;
  const fresh = before === undefined ? { exportMissingReferences: false } : {};
  return { ...document, targetAttributeName: after.target, ...changed, ...fresh };
}

/**
 * Writes a source (`attributeMappingSource`). A function is written as its expression; Graph fills in its `parameters`.
 */
function writeSource(mapping: AttributeMapping): JsonMembers | null {
  const { expression } = mapping;
  return expression === undefined ? null : { ...describeSource(expression, mapping), expression, parameters: [] };
}

function describeSource(expression: string, mapping: AttributeMapping): { type: string; name: string } {
  const tree = parseSource(expression, mapping);
  if (tree.kind === "attribute") return { type: "Attribute", name: tree.name };
  if (tree.kind === "string") return { type: "Constant", name: tree.value };
  return { type: "Function", name: tree.kind === "call" ? tree.name : "" };
}

function parseSource(expression: string, mapping: AttributeMapping): ExpressionNode {
  try {
    return parseExpression(expression);
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    throw invalidExpression(mapping, error);
  }
}

/** Returns the mappings that let null flow now, and did not before. */
function newlyNullable(before: ObjectMapping, after: ObjectMapping): readonly AttributeMapping[] {
  return after.attributes.filter(
    ({ target, flowNullValues }) =>
      flowNullValues && before.attributes.find((one) => one.target === target)?.flowNullValues !== true,
  );
}

/** Allows null to flow in the definitions of the source attributes that mappings read. */
function allowNulls(
  directories: unknown,
  directory: string | null | undefined,
  object: string,
  mappings: readonly AttributeMapping[],
): readonly unknown[] {
  return replaceNamed(directories, directory, (found) => ({
    ...found,
    objects: replaceNamed(found["objects"], object, (definition) => ({
      ...definition,
      attributes: listOf(definition["attributes"]).map((attribute) => allowNull(attribute, mappings)),
    })),
  }));
}

function allowNull(attribute: unknown, mappings: readonly AttributeMapping[]): unknown {
  const members = membersOf(attribute);
  const isRead = mappings.some(({ expression }) => readsAttribute(expression, String(members["name"])));
  return isRead && members["flowNullValues"] === false ? { ...members, flowNullValues: true } : attribute;
}
