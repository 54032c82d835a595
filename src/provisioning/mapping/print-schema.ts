/**
 * A synchronization schema back as the JSON that Microsoft Graph takes (`PUT …/synchronization/jobs/{job}/schema`, which replaces everything). What the
 * engine does not know stays as it was read; what it knows is written only where it changed.
 */
import { parseExpression } from "../../expression/index.ts";
import { deepEqual, isObject } from "../../internal/values.ts";
import type {
  AttributeMapping,
  ObjectMapping,
  ScopingClause,
  ScopingFilter,
  SynchronizationSchema,
  SynchronizationSchemaDocument,
} from "./schema.ts";
import { checkDocument, findUserMapping, parseSynchronizationSchema, readsAttribute } from "./schema.ts";

type JsonMembers = Readonly<Record<string, unknown>>;

/** What a mapping starts from that was not read from a document. */
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
 * Writes a synchronization schema.
 *
 * @param schema - As `parseSynchronizationSchema` read it; its `users` may have been changed. Places, `required`, `softDelete`, input
 *   and category filters are only read.
 * @returns plain JSON: the document, with the changes of `users` in the mapping of users. Nothing that was read is changed.
 * @throws ProvisioningError `invalid_mapping` when `schema.document` is no synchronization schema; undefined starts a new one.
 */
export function toSynchronizationSchema(schema: SynchronizationSchema): SynchronizationSchemaDocument {
  const document: unknown = structuredClone(schema.document ?? EMPTY_DOCUMENT);
  const { users: before } = parseSynchronizationSchema(document);
  const { rule, mapping, ruleIndex, mappingIndex } = findUserMapping(checkDocument(document));
  const opened = newlyNullable(before, schema.users);
  const root = membersOf(document);
  const rules = listOf(root["synchronizationRules"]);
  const written = {
    ...root,
    synchronizationRules: replaceAt(rules, ruleIndex, (found) => ({
      ...found,
      objectMappings: replaceAt(listOf(found["objectMappings"]), mappingIndex, (one) =>
        writeObjectMapping(one, before, schema.users, opened),
      ),
    })),
  };
  if (opened.length === 0) return written;
  const directories = allowNulls(
    listOf(root["directories"]),
    rule.sourceDirectoryName,
    mapping.sourceObjectName,
    opened,
  );
  const withDirectories = { ...written, directories };
  return withDirectories;
}

function membersOf(value: unknown): JsonMembers {
  return isObject(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function replaceAt(
  list: readonly unknown[],
  index: number,
  change: (member: JsonMembers) => JsonMembers,
): readonly unknown[] {
  return list.map((member, at) => (at === index ? change(membersOf(member)) : member));
}

function writeObjectMapping(
  document: JsonMembers,
  before: ObjectMapping,
  after: ObjectMapping,
  opened: readonly AttributeMapping[],
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
      return writeAttribute(membersOf(mappings[index]), before.attributes[index], attribute, opened);
    }),
  };
}

/** Index of what a part was before: at its own place, else the first that is it; -1 for a new part. */
function previousIndex<Part>(before: readonly Part[], index: number, isIt: (part: Part) => boolean): number {
  const same = before[index];
  return same !== undefined && isIt(same) ? index : before.findIndex(isIt);
}

const ACTIONS = [
  ["Add", "create"],
  ["Update", "update"],
  ["Delete", "delete"],
] as const;

/** Flow types that are not known stay. */
function writeActions(text: unknown, { actions }: ObjectMapping): string {
  const known = new Set(ACTIONS.map(([name]) => name.toLowerCase()));
  const names = typeof text === "string" ? text.split(",").map((name) => name.trim()) : [];
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

/** Members of a mapping that the engine knows, by their name in the document. */
const MAPPING_MEMBERS = [
  ["matchingPriority", "matchingPriority"],
  ["flowType", "flowType"],
  ["flowBehavior", "flowBehavior"],
] as const;

function writeAttribute(
  document: JsonMembers,
  before: AttributeMapping | undefined,
  after: AttributeMapping,
  opened: readonly AttributeMapping[],
): JsonMembers {
  const changed: Record<string, unknown> = {};
  for (const [name, key] of MAPPING_MEMBERS) if (after[key] !== before?.[key]) changed[name] = after[key];
  if (before === undefined || after.expression !== before.expression) changed["source"] = writeSource(after.expression);
  if (before === undefined || after.defaultValue !== before.defaultValue)
    changed["defaultValue"] = after.defaultValue ?? null;
  if (after.flowNullValues !== (before?.flowNullValues ?? false) || opened.length > 0)
    changed["flowNullValues"] = after.flowNullValues;
  const fresh = before === undefined ? { exportMissingReferences: false } : {};
  return { ...document, targetAttributeName: after.target, ...changed, ...fresh };
}

/** The three kinds of sources (`attributeMappingSource`); functions stand as their text, their `parameters` are left to Graph. */
function writeSource(expression: string | undefined): JsonMembers | null {
  if (expression === undefined) return null;
  const { type, name } = describeSource(expression);
  return { type, name, expression, parameters: [] };
}

function describeSource(expression: string): { readonly type: string; readonly name: string } {
  const tree = parseExpression(expression);
  if (tree.kind === "attribute") return { type: "Attribute", name: tree.name };
  if (tree.kind === "text") return { type: "Constant", name: tree.value };
  return { type: "Function", name: tree.kind === "call" ? tree.name : "" };
}

/** Mappings that are to let nulls flow now, and did not. */
function newlyNullable(before: ObjectMapping, after: ObjectMapping): readonly AttributeMapping[] {
  return after.attributes.filter(
    ({ target, flowNullValues }) =>
      flowNullValues && before.attributes.find((one) => one.target === target)?.flowNullValues !== true,
  );
}

/** Lets nulls flow from the definitions of the source attributes that mappings read. */
function allowNulls(
  directories: readonly unknown[],
  directory: string | null | undefined,
  object: string,
  mappings: readonly AttributeMapping[],
): readonly unknown[] {
  const change = (members: unknown, name: unknown, edit: (found: JsonMembers) => JsonMembers): unknown =>
    isObject(members) && members["name"] === name ? edit(members) : members;
  return directories.map((one) =>
    change(one, directory, (found) => ({
      ...found,
      objects: listOf(found["objects"]).map((definition) =>
        change(definition, object, (known) => ({
          ...known,
          attributes: listOf(known["attributes"]).map((attribute) => {
            const members = membersOf(attribute);
            const isRead = mappings.some(({ expression }) => readsAttribute(expression, String(members["name"])));
            return isRead && members["flowNullValues"] === false ? { ...members, flowNullValues: true } : attribute;
          }),
        })),
      ),
    })),
  );
}
