/** The attribute mappings of a pasted synchronization schema, in Microsoft Graph's JSON, or of a part of one. */
import { type AttributeMappingSource, expressionOfMappingSource } from "proxyclick-scim/expression";
import { withGraphNames } from "../../../src/internal/graph-names.ts";
import { isObject } from "../../../src/internal/values.ts";
import { toSchemaDocument } from "../../../src/provisioning/mapping/schema-spelling.ts";
import { orProblem, type Read, readJson } from "./sample.ts";

/** Longest JSON of a schema, in characters. */
export const MAX_SCHEMA = 2_000_000;

/** Most attribute mappings that are read. */
export const MAX_MAPPINGS = 1000;

/** How deep the parameters of a function may nest. */
const MAX_DEPTH = 100;

/** One attribute mapping. */
export interface SchemaMapping {
  /** From which kind of object to which, such as `User to User`; empty when the JSON does not tell. */
  readonly objects: string;
  /** The target attribute. */
  readonly target: string;
  /** The text of its expression; undefined when it has none that can be read. */
  readonly expression: string | undefined;
  /** What is written on creation when the expression has no value. */
  readonly defaultValue: string | undefined;
}

/**
 * Reads a schema as the command line does, or an object mapping, or a list of object mappings or attribute mappings.
 */
export function readSchema(text: string): Read<readonly SchemaMapping[]> {
  const json = readJson(text, MAX_SCHEMA);
  if ("problem" in json) return json;
  const document = spell(json.value);
  if ("problem" in document) return document;
  const mappings = objectMappingsOf(document.value).flatMap(attributeMappingsOf).slice(0, MAX_MAPPINGS);
  if (mappings.length > 0) return { value: mappings };
  return { problem: "Found no attributeMappings: expected a synchronization schema, or one of its objectMappings" };
}

/** The document with the names that Graph uses, or what it is instead of a schema. */
function spell(json: unknown): Read<unknown> {
  return orProblem(() => {
    const document = toSchemaDocument(json);
    if (Array.isArray(document)) return document.map((part: unknown) => (isObject(part) ? withGraphNames(part) : part));
    return isObject(document) ? withGraphNames(document) : document;
  });
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
  return textOf(value, "targetAttributeName") !== undefined;
}

function attributeMappingsOf(mapping: unknown): readonly SchemaMapping[] {
  const names = [textOf(mapping, "sourceObjectName"), textOf(mapping, "targetObjectName")];
  const objects = names.filter((name) => name !== undefined).join(" to ");
  return listOf(mapping, "attributeMappings")
    .filter(isAttributeMapping)
    .map((attribute) => {
      const source = isObject(attribute) ? attribute["source"] : undefined;
      return {
        objects,
        target: textOf(attribute, "targetAttributeName") ?? "",
        expression: isSource(source, 0) ? expressionOfMappingSource(source) : undefined,
        defaultValue: textOf(attribute, "defaultValue"),
      };
    });
}

function isSource(value: unknown, depth: number): value is AttributeMappingSource {
  if (!isObject(value) || depth > MAX_DEPTH) return false;
  const texts = ["type", "name", "expression"].map((key) => value[key] ?? null);
  if (!texts.every((text) => text === null || typeof text === "string")) return false;
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

function textOf(value: unknown, key: string): string | undefined {
  const text = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof text === "string" && text !== "" ? text : undefined;
}
