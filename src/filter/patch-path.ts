/** Parses and prints the paths of PATCH operations (RFC 7644 §3.5.2, figure 7). */
import { printPath } from "../models/attribute-tree.ts";
import type { PatchPath } from "./ast.ts";
import { printAttributeName } from "./attribute-path.ts";
import { at, fail } from "./lexer.ts";
import type { FilterLimits } from "./limits.ts";
import { expectEnd, openParser, parseBrackets, takePath, takeSubAttribute } from "./parser.ts";
import { printFilter } from "./print.ts";

/**
 * Parses the path of a PATCH operation: `PATH = attrPath / valuePath [subAttr]`.
 *
 * @param source The path, such as `name.givenName`, `emails[type eq "work"].value` or the URN of an extension.
 * @param limits Limits on length, depth and nodes, with safe defaults.
 * @returns The attribute and, if the path has one, the filter on its elements. A sub-attribute after the bracket is
 * `path.subAttribute`.
 * @throws FilterSyntaxError (400 `invalidPath`) for a path that does not follow the grammar or exceeds a limit.
 * @example
 * ```ts
 * import { parsePath } from "proxyclick-scim/filter";
 *
 * parsePath('emails[type eq "work"].value').path; // { name: "emails", subAttribute: "value" }
 * ```
 */
export function parsePath(source: string, limits?: FilterLimits): PatchPath {
  const parser = openParser(source, "invalidPath", limits);
  const { lexer } = parser;
  if (!at(lexer, "word")) fail(lexer, "an attribute name");
  const path = takePath(lexer);
  const filter = at(lexer, "[") && path.subAttribute === undefined ? parseBrackets(parser) : undefined;
  const subAttribute = filter && takeSubAttribute(lexer);
  expectEnd(parser, "the end of the path");
  if (filter === undefined) return { path };
  return { path: subAttribute === undefined ? path : { ...path, subAttribute }, filter };
}

/**
 * Prints a PATCH path: the inverse of {@link parsePath}.
 *
 * @throws TypeError for a path that is not the name of an attribute, so that no name can smuggle in syntax, and as
 * `printFilter` does.
 */
export function printPatchPath({ path, filter }: PatchPath): string {
  const printed = printAttributeName(path);
  if (filter === undefined) return printed;
  const { subAttribute, ...attribute } = path;
  const selection = `${printPath(attribute)}[${printFilter(filter)}]`;
  return subAttribute === undefined ? selection : `${selection}.${subAttribute}`;
}
