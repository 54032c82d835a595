/** Reads the value at the path of a PATCH operation. */
import type { PatchPath } from "../filter/ast.ts";
import { isUnassigned, readProperty } from "../internal/values.ts";
import type { ResourceTypeLike } from "../models/attribute-tree.ts";
import { type CompiledPath, compilePath } from "./compile-path.ts";
import { isRecord } from "./json-record.ts";

/**
 * Reads the value at a path: an attribute, a sub-attribute, an element that a value path selects, an attribute of an
 * extension, or a whole extension.
 *
 * @param resource The resource, with the names of its schema.
 * @param path The path as a string, as `parsePath` parses it, or compiled by {@link compilePath}.
 * @param type The resource type.
 * @returns The value in the resource; the first one if a value path selects several elements; the list of values for a
 * sub-attribute of a multi-valued attribute without a value path; undefined if there is no value.
 * @throws ScimError (400 `invalidPath` or `invalidFilter`) as {@link compilePath} does.
 * @example
 * ```ts
 * import { UserType } from "proxyclick-scim/models";
 * import { readPath } from "proxyclick-scim/patch";
 *
 * readPath({ emails: [{ type: "work", value: "ada@contoso.com" }] }, 'emails[type eq "work"].value', UserType);
 * ```
 */
export function readPath(resource: object, path: string | PatchPath | CompiledPath, type: ResourceTypeLike): unknown {
  const compiled = typeof path === "object" && "source" in path ? path : compilePath(path, type);
  const { extension, attribute, subAttribute, selection } = compiled;
  const container = extension === undefined ? resource : readProperty(resource, extension.urn);
  if (!isRecord(container)) return undefined;
  if (attribute === undefined) return assigned(container);
  const value = assigned(readProperty(container, attribute.name));
  if (selection !== undefined) {
    const candidates: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
    const element = candidates.find((candidate) => selection.matches(candidate));
    return subAttribute === undefined ? assigned(element) : member(element, subAttribute.name);
  }
  if (subAttribute === undefined) return value;
  if (!Array.isArray(value)) return member(value, subAttribute.name);
  return assigned(value.map((element) => member(element, subAttribute.name)).filter((item) => item !== undefined));
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? assigned(readProperty(value, name)) : undefined;
}

function assigned(value: unknown): unknown {
  return isUnassigned(value) ? undefined : value;
}
