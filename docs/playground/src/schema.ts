/** Reads the attribute mappings of a pasted synchronization schema in Microsoft Graph's JSON, or of a part of one. */
import { type AttributeMappingSource, expressionOfMappingSource } from "proxyclick-scim/expression";
import { isObject, type Read, readJson } from "./sample.ts";

/** Maximum length of the JSON, in characters. */
export const MAX_SCHEMA = 2_000_000;

/** Maximum number of attribute mappings. */
export const MAX_MAPPINGS = 1000;

/** Maximum nesting of the parameters of a function. */
const MAX_DEPTH = 100;

/** One attribute mapping. */
export interface SchemaMapping {
  /** Source and target object, such as `User to User`; empty if the JSON does not name them. */
  readonly objects: string;
  /** The target attribute. */
  readonly target: string;
  /** The expression; undefined if the mapping has none that can be read. */
  readonly expression: string | undefined;
  /** The value on creation if the expression has none. */
  readonly defaultValue: string | undefined;
}

/** Reads a schema, an object mapping, or a list of object mappings or attribute mappings. */
export function readSchema(schema: string): Read<readonly SchemaMapping[]> {
  const json = readJson(schema, MAX_SCHEMA);
  if ("problem" in json) return json;
  const mappings = objectMappingsOf(json.value).flatMap(attributeMappingsOf).slice(0, MAX_MAPPINGS);
  if (mappings.length > 0) return { value: mappings };
  return { problem: "Found no attributeMappings: expected a synchronization schema, or one of its objectMappings" };
}

function objectMappingsOf(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json.some(isAttributeMapping) ? [{ attributeMappings: json }] : json;
  if (!isObject(json)) return [];
  if (isAttributeMapping(json)) return [{ attributeMappings: [json] }];
  const rules = listOf(json, "synchronizationRules");
  if (rules.length > 0) return rules.flatMap((rule) => listOf(rule, "objectMappings"));
  const mappings = listOf(json, "objectMappings");
  return mappings.length > 0 ? mappings : [json];
}

function isAttributeMapping(value: unknown): boolean {
  return stringMember(value, "targetAttributeName") !== undefined;
}

function attributeMappingsOf(mapping: unknown): readonly SchemaMapping[] {
  const names = [stringMember(mapping, "sourceObjectName"), stringMember(mapping, "targetObjectName")];
  const objects = names.filter((name) => name !== undefined).join(" to ");
  return listOf(mapping, "attributeMappings")
    .filter(isAttributeMapping)
    .map((attribute) => {
      const source = isObject(attribute) ? attribute["source"] : undefined;
      return {
        objects,
        target: stringMember(attribute, "targetAttributeName") ?? "",
        expression: isSource(source, 0) ? expressionOfMappingSource(source) : undefined,
        defaultValue: stringMember(attribute, "defaultValue"),
      };
    });
}

function isSource(value: unknown, depth: number): value is AttributeMappingSource {
  if (!isObject(value) || depth > MAX_DEPTH) return false;
  const members = ["type", "name", "expression"].map((key) => value[key] ?? null);
  if (!members.every((member) => member === null || typeof member === "string")) return false;
  const parameters = value["parameters"] ?? [];
  return Array.isArray(parameters) && parameters.every((parameter) => isParameter(parameter, depth + 1));
}

function isParameter(value: unknown, depth: number): boolean {
  if (!isObject(value) || typeof value["key"] !== "string") return false;
  const inner = value["value"] ?? null;
  return inner === null || isSource(inner, depth);
}

function listOf(value: unknown, key: string): readonly unknown[] {
  const list = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
}

function stringMember(value: unknown, key: string): string | undefined {
  const member = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof member === "string" && member !== "" ? member : undefined;
}
