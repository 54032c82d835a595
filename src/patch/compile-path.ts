/** Looks up the path of an operation in a resource type. */
import { ScimError } from "../errors.ts";
import type { Filter, FilterValue, PatchPath } from "../filter/ast.ts";
import { compileElementFilter } from "../filter/compile.ts";
import { parsePath, printPatchPath } from "../filter/patch-path.ts";
import {
  type AttributeNode,
  type AttributePath,
  type AttributeTree,
  type ExtensionNode,
  lookUpName,
  lookUpPath,
  type ResolvedPath,
  type ResourceTypeLike,
} from "../models/attribute-tree.ts";
import type { PatchOptions } from "./options.ts";
import { shorten } from "./patch-error.ts";

/** A path that {@link compilePath} has looked up in a resource type. */
export interface CompiledPath {
  /** The path as a string. */
  readonly source: string;
  /** The extension of the attribute, or the one that the path names as a whole; undefined in the core schema. */
  readonly extension: ExtensionNode | undefined;
  /** The attribute; undefined when the path is the URN of an extension. */
  readonly attribute: AttributeNode | undefined;
  /** The sub-attribute, if the path names one. */
  readonly subAttribute: AttributeNode | undefined;
  /**
   * The part in brackets, if the path has one: it selects elements of a multi-valued attribute, or the value of another
   * attribute if it matches.
   */
  readonly selection:
    | {
        /** The filter in the brackets. */
        readonly filter: Filter;
        /** Whether an element satisfies the filter. */
        readonly matches: (element: unknown) => boolean;
      }
    | undefined;
}

type CompilePathOptions = Pick<PatchOptions, "stringBooleans" | "singleValuePaths">;

/**
 * Looks up the path of a PATCH operation once, for callers that use it often.
 *
 * @param path The path as a string (RFC 7644 §3.5.2, figure 7), or as `parsePath` parses it.
 * @param type The resource type whose attributes the path names.
 * @param options `stringBooleans`: whether `"True"` and `"False"` in a value path count as booleans if the
 * sub-attribute is one, because Entra sends `roles[primary eq "True"]`; true by default. `singleValuePaths`: whether a
 * value path may select a single value; true by default.
 * @throws ScimError (400 `invalidPath`) for a path that is malformed or names nothing, (400 `invalidFilter`) for a
 * value path with a comparison that does not suit the attribute.
 */
export function compilePath(
  path: string | PatchPath,
  type: ResourceTypeLike,
  options: Pick<PatchOptions, "stringBooleans" | "singleValuePaths"> = {},
): CompiledPath {
  if (typeof path !== "string") return compileParsedPath(printPatchPath(path), path, type.tree, options);
  return path.includes("[")
    ? compileParsedPath(path, parsePath(path), type.tree, options)
    : compileSimplePath(path, type.tree);
}

/** A path without brackets needs no parser: either its names are in the tree or it is invalid. */
function compileSimplePath(source: string, tree: AttributeTree): CompiledPath {
  const found = lookUpName(tree, source);
  if (found === undefined) throw invalid(source, "names no attribute of this resource type");
  return compiled(source, found, undefined);
}

function compileParsedPath(
  source: string,
  parsed: PatchPath,
  tree: AttributeTree,
  options: CompilePathOptions,
): CompiledPath {
  const found = lookUpPath(tree, parsed.path);
  if (found === undefined) throw invalid(source, "names no attribute of this resource type");
  if (parsed.filter === undefined) return compiled(source, found, undefined);
  const { attribute } = found;
  if (attribute === undefined || (!attribute.multiValued && options.singleValuePaths === false)) {
    throw invalid(source, "selects elements of what has a single value");
  }
  if (options.stringBooleans === false) rejectBooleanStrings(parsed.filter, attribute);
  return compiled(source, found, { filter: parsed.filter, matches: compileElementFilter(parsed.filter, attribute) });
}

function compiled(source: string, found: ResolvedPath, selection: CompiledPath["selection"]): CompiledPath {
  const { extension, attribute, subAttribute } = found;
  return { source, extension, attribute, subAttribute, selection };
}

function invalid(source: string, problem: string): ScimError {
  return new ScimError(`the path "${shorten(source)}" ${problem}`, { status: 400, scimType: "invalidPath" });
}

/** Element filters accept `primary eq "True"`; strict callers get the `invalidFilter` of RFC 7644 §3.4.2.2 for it. */
function rejectBooleanStrings(filter: Filter, attribute: AttributeNode): void {
  switch (filter.kind) {
    case "compare":
      if (typeof filter.value === "string" && conditionNode(filter.path, attribute)?.type === "boolean") {
        throw new ScimError(`the boolean "${filter.path.name}" is compared with a string`, {
          status: 400,
          scimType: "invalidFilter",
        });
      }
      return;
    case "and":
    case "or":
      for (const operand of filter.operands) rejectBooleanStrings(operand, attribute);
      return;
    case "not":
      rejectBooleanStrings(filter.operand, attribute);
      return;
    case "present":
    case "valuePath":
  }
}

/** The sub-attribute that is named by a condition in brackets. */
function conditionNode(path: AttributePath, attribute: AttributeNode): AttributeNode | undefined {
  if (path.schema !== undefined || path.subAttribute !== undefined) return undefined;
  return attribute.subAttributes.get(path.name.toLowerCase());
}

/** One condition `name eq value` of a value path. */
export interface EqualCondition {
  readonly node: AttributeNode;
  readonly value: FilterValue;
}

/**
 * The conditions of a filter that consists of `eq` and `and` only, and so describes an element; undefined for any other
 * filter.
 */
export function equalConditions(filter: Filter, attribute: AttributeNode): readonly EqualCondition[] | undefined {
  if (filter.kind === "and") {
    const parts = filter.operands.map((operand) => equalConditions(operand, attribute));
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if (filter.kind !== "compare" || filter.operator !== "eq" || filter.value === null) return undefined;
  const node = conditionNode(filter.path, attribute);
  return node === undefined ? undefined : [{ node, value: filter.value }];
}
