/**
 * The attributes that the directories of a schema define: Graph refuses a mapping to or from any other ("Update
 * synchronizationSchema").
 */
import { isExpressionError } from "../../../errors.ts";
import { compileExpression } from "../../../expression/compile/compile.ts";
import type { ObjectMapping } from "../../../provisioning/mapping/schema.ts";
import { checkDocument, findUserMapping } from "../../../provisioning/mapping/schema-document.ts";
import { type JsonObject, objectOf, objectsIn, stringIn } from "../../job/json-values.ts";

/** An attribute that a directory does not define yet. */
export interface NewAttribute {
  readonly name: string;
  /** Which of the two directories. */
  readonly place: "source" | "target";
  /** Its definition (Microsoft Graph: attributeDefinition); members that are missing get their defaults. */
  readonly definition: JsonObject;
}

/** A schema with the definitions that its mapping of users needs. */
interface CompletedSchema {
  readonly document: JsonObject;
  readonly added: readonly NewAttribute[];
}

/**
 * Adds definitions of the attributes that a mapping reads and writes and that the directories do not define.
 *
 * @param known - definitions to take them from; an attribute without one becomes a string
 */
export function addDefinitions(
  document: JsonObject,
  users: ObjectMapping,
  known: readonly NewAttribute[],
): CompletedSchema {
  const { rule, mapping } = findUserMapping(checkDocument(document));
  const places = {
    source: { directory: rule.sourceDirectoryName, object: mapping.sourceObjectName },
    target: { directory: rule.targetDirectoryName, object: mapping.targetObjectName },
  } as const;
  const names = { source: sourceAttributes(users), target: users.attributes.map(({ target }) => target) } as const;
  let completed: CompletedSchema = { document, added: [] };
  for (const place of ["source", "target"] as const) {
    const defined = definedIn(document, places[place]);
    if (defined === undefined) continue;
    const missing = [...new Set(names[place])].filter((name) => !defined.has(name));
    const added = missing.map((name) => completeDefinition(name, place, known));
    completed = {
      document: withDefinitions(completed.document, places[place], added),
      added: [...completed.added, ...added],
    };
  }
  return completed;
}

interface ObjectPlace {
  readonly directory: string | null | undefined;
  readonly object: string | null | undefined;
}

/** Names of the defined attributes; undefined when the schema has no such object. */
function definedIn(document: JsonObject, { directory, object }: ObjectPlace): ReadonlySet<string> | undefined {
  const found = objectsIn(document, "directories").find(({ name }) => name === directory);
  const type = objectsIn(found ?? {}, "objects").find(({ name }) => name === object);
  return type === undefined ? undefined : new Set(objectsIn(type, "attributes").map((one) => stringIn(one, "name")));
}

function sourceAttributes({ attributes, scopingFilters }: ObjectMapping): readonly string[] {
  const read = attributes.flatMap(({ expression }) => attributesOf(expression));
  return [...read, ...scopingFilters.flatMap(({ clauses }) => clauses.map(({ attribute }) => attribute))];
}

/** An expression that cannot be compiled here is one of the warnings. */
function attributesOf(expression: string | undefined): readonly string[] {
  if (expression === undefined) return [];
  try {
    return compileExpression(expression).attributes;
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return [];
  }
}

/** Why an expression cannot be compiled here; undefined when it can. */
export function expressionProblem(expression: string): string | undefined {
  try {
    compileExpression(expression);
    return undefined;
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return error.message;
  }
}

function completeDefinition(name: string, place: NewAttribute["place"], known: readonly NewAttribute[]): NewAttribute {
  const found = known.find((one) => one.name === name && one.place === place);
  const definition = {
    name,
    type: "String",
    anchor: false,
    apiExpressions: [],
    caseExact: place === "target",
    defaultValue: null,
    flowNullValues: false,
    metadata: [{ key: "IsCustomerDefined", value: "true" }],
    multivalued: false,
    mutability: "ReadWrite",
    required: false,
    referencedObjects: [],
    ...found?.definition,
  };
  return { name, place, definition };
}

function withDefinitions(document: JsonObject, place: ObjectPlace, added: readonly NewAttribute[]): JsonObject {
  if (added.length === 0) return document;
  return {
    ...document,
    directories: replaceNamed(document["directories"], place.directory, (directory) => ({
      ...directory,
      objects: replaceNamed(directory["objects"], place.object, (object) => ({
        ...object,
        attributes: [...objectsIn(object, "attributes"), ...added.map(({ definition }) => definition)],
      })),
    })),
  };
}

function replaceNamed(
  list: unknown,
  name: string | null | undefined,
  change: (member: JsonObject) => JsonObject,
): readonly unknown[] {
  const members: readonly unknown[] = Array.isArray(list) ? list : [];
  return members.map((member) => (objectOf(member)["name"] === name ? change(objectOf(member)) : member));
}
