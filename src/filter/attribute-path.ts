/** Converts between attribute paths and their names, and rejects names with filter syntax in them. */
import { type AttributePath, printPath } from "../models/attribute-tree.ts";
import { rejectMisuse } from "./invalid-filter.ts";
import { at, fail, openLexer } from "./lexer.ts";
import { takePath } from "./parser.ts";

/**
 * Parses the name of an attribute, such as `userName`, `name.familyName` or an extension's URN, a colon and a name.
 *
 * @throws TypeError for anything else, so that no name can smuggle in syntax.
 */
export function parseAttributeName(name: string): AttributePath {
  return rejectMisuse(() => {
    const lexer = openLexer(name, "invalidFilter");
    const path = takePath(lexer);
    if (!at(lexer, "end")) fail(lexer, "the end of the name");
    return path;
  });
}

/**
 * Prints the name of an attribute.
 *
 * @throws TypeError for a path whose name does not parse to the same path again.
 */
export function printAttributeName(path: AttributePath): string {
  const printed = printPath(path);
  const { name, subAttribute } = parseAttributeName(printed);
  if (name === path.name && subAttribute === path.subAttribute) return printed;
  throw new TypeError(`${JSON.stringify(printed)} is not the name of an attribute`);
}
