/**
 * What Graph refuses in a synchronization schema, and the form in which it stores one ("Update synchronizationSchema").
 */
import { isExpressionError } from "../../../errors.ts";
import { compileExpression, expressionOfMappingSource, parseExpression } from "../../../expression/index.ts";
import { readProperty } from "../../../internal/values.ts";
import { type GraphObject, listOf, objectOf } from "../service/graph-object.ts";
import { arityOf } from "./function-catalog.ts";
import { toMappingSource } from "./mapping-source.ts";

/** Members of a `synchronizationSchema`. */
const MEMBERS: ReadonlySet<string> = new Set(["id", "version", "synchronizationRules", "directories"]);
const FLOW_TYPES: ReadonlySet<unknown> = new Set([
  "Always",
  "ObjectAddOnly",
  "MultiValueAddOnly",
  "ValueAddOnly",
  "AttributeAddOnly",
]);
const FLOW_BEHAVIORS: ReadonlySet<unknown> = new Set(["FlowWhenChanged", "FlowAlways"]);
const ACTIONS: ReadonlySet<string> = new Set(["None", "Add", "Update", "Delete"]);

/** Returns why a schema is refused, as a sentence; undefined for an acceptable one. */
export function schemaProblem(schema: GraphObject): string | undefined {
  const unknown = Object.keys(schema).find((name) => !name.includes("@odata.") && !MEMBERS.has(name));
  if (unknown !== undefined) {
    return `The property '${unknown}' does not exist on type 'microsoft.graph.synchronizationSchema'.`;
  }
  const rules = listOf(schema["synchronizationRules"]).map(objectOf);
  if (rules.length === 0) return "The schema has no synchronization rules.";
  return (
    first(listOf(schema["directories"]).map(objectOf), repeatedDefinition) ??
    first(rules, (rule) => ruleProblem(schema, rule))
  );
}

/** The first problem among parts. */
function first<Part>(parts: readonly Part[], problemOf: (part: Part) => string | undefined): string | undefined {
  for (const part of parts) {
    const problem = problemOf(part);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function repeatedDefinition(directory: GraphObject): string | undefined {
  return first(listOf(directory["objects"]).map(objectOf), (object) => {
    const repeated = firstRepeated(listOf(object["attributes"]).map((attribute) => nameOf(attribute)));
    if (repeated === undefined) return undefined;
    return `Attribute '${repeated}' is defined twice on object '${nameOf(object)}' of directory '${nameOf(directory)}'.`;
  });
}

function nameOf(part: unknown): string {
  return String(objectOf(part)["name"]);
}

function firstRepeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.has(name) || !seen.add(name));
}

function ruleProblem(schema: GraphObject, rule: GraphObject): string | undefined {
  const source = findNamed(schema["directories"], rule["sourceDirectoryName"]);
  const target = findNamed(schema["directories"], rule["targetDirectoryName"]);
  if (source === undefined || target === undefined) {
    const missing = source === undefined ? rule["sourceDirectoryName"] : rule["targetDirectoryName"];
    return `Rule '${nameOf(rule)}' names directory '${String(missing)}', which the schema does not define.`;
  }
  if (typeof rule["id"] !== "string" || rule["id"] === "") return `Rule '${nameOf(rule)}' has no id.`;
  return first(listOf(rule["objectMappings"]).map(objectOf), (mapping) => mappingProblem(mapping, source, target));
}

function findNamed(list: unknown, name: unknown): GraphObject | undefined {
  return listOf(list)
    .map(objectOf)
    .find((part) => part["name"] === name);
}

function mappingProblem(mapping: GraphObject, source: GraphObject, target: GraphObject): string | undefined {
  const from = findNamed(source["objects"], mapping["sourceObjectName"]);
  const to = findNamed(target["objects"], mapping["targetObjectName"]);
  if (from === undefined || to === undefined) {
    const missing = from === undefined ? mapping["sourceObjectName"] : mapping["targetObjectName"];
    return `Object mapping '${nameOf(mapping)}' names object '${String(missing)}', which its directory does not define.`;
  }
  const attributes = listOf(mapping["attributeMappings"]).map(objectOf);
  const readable = new Set(listOf(from["attributes"]).map(nameOf));
  return (
    actionsProblem(mapping) ??
    targetsProblem(attributes, to) ??
    first(attributes, (attribute) => attributeProblem(attribute, readable)) ??
    scopeProblem(mapping["scope"], readable)
  );
}

function actionsProblem(mapping: GraphObject): string | undefined {
  const flowTypes = mapping["flowTypes"];
  const names = typeof flowTypes === "string" ? flowTypes.split(",").map((name) => name.trim()) : [""];
  const unknown = names.find((name) => !ACTIONS.has(name));
  return unknown === undefined ? undefined : `Requested value '${unknown}' was not found (objectFlowTypes).`;
}

/** A target must be defined, writable, and mapped once. */
function targetsProblem(attributes: readonly GraphObject[], to: GraphObject): string | undefined {
  const targets = attributes.map((attribute) => String(attribute["targetAttributeName"]));
  const repeated = firstRepeated(targets);
  if (repeated !== undefined) return `Target attribute '${repeated}' is mapped more than once.`;
  if (!attributes.some((attribute) => Number(attribute["matchingPriority"]) > 0)) {
    return `No attribute mapping of object '${nameOf(to)}' is used for matching.`;
  }
  return first(targets, (target) => {
    const definition = findNamed(to["attributes"], target);
    if (definition === undefined) return `Target attribute '${target}' is not defined on object '${nameOf(to)}'.`;
    if (target === "id" || definition["mutability"] === "ReadOnly") return `Target attribute '${target}' is read-only.`;
    return undefined;
  });
}

function attributeProblem(mapping: GraphObject, readable: ReadonlySet<string>): string | undefined {
  const target = String(mapping["targetAttributeName"]);
  if (!FLOW_TYPES.has(mapping["flowType"] ?? "Always")) return `Invalid flowType for '${target}'.`;
  if (!FLOW_BEHAVIORS.has(mapping["flowBehavior"] ?? "FlowWhenChanged")) return `Invalid flowBehavior for '${target}'.`;
  const priority = mapping["matchingPriority"] ?? 0;
  if (!Number.isInteger(priority) || Number(priority) < 0) return `Invalid matchingPriority for '${target}'.`;
  const expression = expressionOf(mapping);
  return expression === undefined ? undefined : expressionProblem(expression, target, Number(priority) > 0, readable);
}

function expressionProblem(
  expression: string,
  target: string,
  matching: boolean,
  readable: ReadonlySet<string>,
): string | undefined {
  try {
    const unknown = compileExpression(expression, { matching }).attributes.find((name) => !readable.has(name));
    return unknown === undefined ? undefined : `Source attribute '${unknown}' of '${target}' is not defined.`;
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return `The expression of '${target}' is invalid: ${error.message}`;
  }
}

function expressionOf(mapping: GraphObject): string | undefined {
  const source = mapping["source"];
  if (source === null || source === undefined) return undefined;
  const { type, name, expression } = objectOf(source);
  return expressionOfMappingSource({ type: stringOf(type), name: stringOf(name), expression: stringOf(expression) });
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function scopeProblem(scope: unknown, readable: ReadonlySet<string>): string | undefined {
  const groups = listOf(objectOf(scope)["groups"]).map(objectOf);
  const clauses = groups.flatMap((group) => listOf(group["clauses"]).map(objectOf));
  return first(clauses, (clause) => {
    const operator = String(clause["operatorName"]);
    const attribute = String(clause["sourceOperandName"]);
    const arity = arityOf(operator);
    if (arity === undefined) return `Filter operator '${operator}' does not exist.`;
    if (!readable.has(attribute)) return `Source attribute '${attribute}' of a scoping filter is not defined.`;
    const values = listOf(readProperty(objectOf(clause["targetOperand"]), "values"));
    const expected = arity === "Binary" ? values.length > 0 : values.length === 0;
    return expected ? undefined : `Filter operator '${operator}' has ${values.length} values.`;
  });
}

/**
 * Returns an accepted schema as Graph stores it: expressions in their canonical form with their arguments, and the
 * members of a mapping that were left out with their defaults.
 */
export function storedSchema(schema: GraphObject, version: string): GraphObject {
  return {
    ...schema,
    version,
    synchronizationRules: listOf(schema["synchronizationRules"]).map((rule) => ({
      ...objectOf(rule),
      objectMappings: listOf(objectOf(rule)["objectMappings"]).map((mapping) => ({
        ...objectOf(mapping),
        attributeMappings: listOf(objectOf(mapping)["attributeMappings"]).map((one) => storedMapping(objectOf(one))),
      })),
    })),
  };
}

function storedMapping(mapping: GraphObject): GraphObject {
  const expression = expressionOf(mapping);
  return {
    defaultValue: null,
    exportMissingReferences: false,
    flowBehavior: "FlowWhenChanged",
    flowType: "Always",
    matchingPriority: 0,
    ...mapping,
    source: expression === undefined ? null : toMappingSource(parseExpression(expression)),
  };
}
