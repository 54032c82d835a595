/** Converts between attribute paths and their names, and rejects names with filter syntax in them. */
import { isScimError } from "../errors.ts";
import { type AttributePath, printPath } from "../models/attribute-tree.ts";
import { at, openLexer } from "./lexer.ts";
import { takePath } from "./parser.ts";

/**
 * Parses the name of an attribute, such as `userName`, `name.familyName` or an extension's URN, a colon and a name.
 *
 * @throws TypeError for anything else, so that no name can smuggle in syntax.
 */
export function parseAttributeName(name: string): AttributePath {
  return readName(name) ?? rejectName(name);
}

/**
 * Prints the name of an attribute.
 *
 * @throws TypeError for a path whose name does not parse to the same path again.
 */
export function printAttributeName(path: AttributePath): string {
  const name = printPath(path);
  const read = readName(name);
  const isSame =
    read !== undefined &&
    read.schema === path.schema &&
    read.name === path.name &&
    read.subAttribute === path.subAttribute;
  return isSame ? name : rejectName(name);
}

function readName(name: string): AttributePath | undefined {
  try {
    const lexer = openLexer(name, "invalidFilter");
    const path = takePath(lexer);
    return at(lexer, "end") && printPath(path) === name ? path : undefined;
  } catch (error) {
    if (isScimError(error)) return undefined;
    throw error;
  }
}

function rejectName(name: string): never {
  throw new TypeError(`${JSON.stringify(name)} is not the name of an attribute`);
}
