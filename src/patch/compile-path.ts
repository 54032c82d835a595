/** What the path of an operation names in a resource type. */
import { ScimError } from "../errors.ts";
import type { Filter, FilterValue, PatchPath } from "../filter/ast.ts";
import { compileElementFilter } from "../filter/compile.ts";
import { parsePath, printPatchPath } from "../filter/patch-path.ts";
import {
  type AttributeNode,
  type AttributePath,
  type AttributeTree,
  type Described,
  type ExtensionNode,
  type ResolvedPath,
  resolveName,
  resolvePath,
} from "../models/attribute-tree.ts";
import { short } from "./patch-error.ts";

/** The part of a path in brackets: which elements of a multi-valued attribute it means. */
export interface ElementSelection {
  /** The conditions, as written. */
  readonly filter: Filter;
  /** Whether an element satisfies them. */
  readonly matches: (element: unknown) => boolean;
}

/** A path that was looked up in a resource type. Made by {@link compilePath} once, used as often as needed. */
export interface CompiledPath {
  /** The path as text. */
  readonly text: string;
  /** The extension that the attribute belongs to, or that the path names as a whole; undefined in the core schema. */
  readonly extension: ExtensionNode | undefined;
  /** The attribute; undefined when the path is the URN of an extension. */
  readonly attribute: AttributeNode | undefined;
  /** The sub-attribute, when the path names one. */
  readonly subAttribute: AttributeNode | undefined;
  /** The value selection filter, when the path has one. */
  readonly selection: ElementSelection | undefined;
}

/** How paths are read. */
export interface CompilePathOptions {
  /** Reads `"True"` and `"False"` in a value path as booleans where the sub-attribute is one: Entra sends `roles[primary eq "True"]`. Default true. */
  readonly textBooleans?: boolean;
}

/**
 * Looks the path of a PATCH operation up, so that callers who use it often parse it once.
 *
 * @param path The path as text (RFC 7644 §3.5.2, figure 7), or already parsed.
 * @param type The resource type whose attributes it names.
 * @throws ScimError (400 `invalidPath`) for a path that is malformed or names nothing, (400 `invalidFilter`) for a value path whose comparison does
 * not fit the attribute.
 */
export function compilePath(path: string | PatchPath, type: Described, options: CompilePathOptions = {}): CompiledPath {
  if (typeof path !== "string") return select(printPatchPath(path), path, type.tree, options);
  return path.includes("[") ? select(path, parsePath(path), type.tree, options) : simplePath(path, type.tree);
}

/** A path without brackets needs no parser: either its names are in the tree or it is invalid. */
function simplePath(text: string, tree: AttributeTree): CompiledPath {
  const found = resolveName(tree, text);
  if (found === undefined) throw invalid(text, "names no attribute of this resource type");
  return compiled(text, found, undefined);
}

function select(text: string, parsed: PatchPath, tree: AttributeTree, options: CompilePathOptions): CompiledPath {
  const found = resolvePath(tree, parsed.path);
  if (found === undefined) throw invalid(text, "names no attribute of this resource type");
  if (parsed.filter === undefined) return compiled(text, found, undefined);
  const { attribute } = found;
  if (attribute === undefined || !attribute.multiValued) {
    throw invalid(text, "selects values of an attribute that has one value only");
  }
  if (options.textBooleans === false) refuseTextBooleans(parsed.filter, attribute);
  return compiled(text, found, { filter: parsed.filter, matches: compileElementFilter(parsed.filter, attribute) });
}

function compiled(text: string, found: ResolvedPath, selection: ElementSelection | undefined): CompiledPath {
  const { extension, attribute, subAttribute } = found;
  return { text, extension, attribute, subAttribute, selection };
}

function invalid(text: string, problem: string): ScimError {
  return new ScimError(`the path "${short(text)}" ${problem}`, { status: 400, scimType: "invalidPath" });
}

/** Element filters read `primary eq "True"` as a boolean; who wants the letter of RFC 7644 §3.4.2.2 gets `invalidFilter` for it. */
function refuseTextBooleans(filter: Filter, attribute: AttributeNode): void {
  switch (filter.kind) {
    case "compare":
      if (typeof filter.value === "string" && conditionNode(filter.path, attribute)?.type === "boolean") {
        throw new ScimError(`the boolean "${filter.path.name}" is compared with a text`, {
          status: 400,
          scimType: "invalidFilter",
        });
      }
      return;
    case "and":
    case "or":
      for (const operand of filter.operands) refuseTextBooleans(operand, attribute);
      return;
    case "not":
      refuseTextBooleans(filter.operand, attribute);
      return;
    case "present":
    case "valuePath":
  }
}

/** The sub-attribute that a condition inside brackets names. */
export function conditionNode(path: AttributePath, attribute: AttributeNode): AttributeNode | undefined {
  if (path.schema !== undefined || path.subAttribute !== undefined) return undefined;
  return attribute.subAttributes.get(path.name.toLowerCase());
}

/** One condition `name eq value` of a value path. */
export interface EqualCondition {
  readonly node: AttributeNode;
  readonly value: FilterValue;
}

/** The conditions of a filter that is made of `eq` and `and` only: what an element that satisfies it looks like. Undefined for any other. */
export function equalConditions(filter: Filter, attribute: AttributeNode): readonly EqualCondition[] | undefined {
  if (filter.kind === "and") {
    const parts = filter.operands.map((operand) => equalConditions(operand, attribute));
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if (filter.kind !== "compare" || filter.operator !== "eq" || filter.value === null) return undefined;
  const node = conditionNode(filter.path, attribute);
  return node === undefined ? undefined : [{ node, value: filter.value }];
}
