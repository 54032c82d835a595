/**
 * The guide to all functions. Pages about the language are generated from it.
 */
import { findFunction } from "../functions/registry.ts";
import { dateGuide } from "./dates.ts";
import { directoryGuide } from "./directory.ts";
import { encodingGuide } from "./encoding.ts";
import type { FunctionGuide } from "./function-guide.ts";
import { logicGuide } from "./logic.ts";
import { multiValueGuide } from "./multi-value.ts";
import { replaceGuide } from "./replace.ts";
import { roleGuide } from "./roles.ts";
import { uniqueGuide } from "./select-unique-value.ts";
import { textGuide } from "./strings.ts";

/** A function of the language: its name, its arity and what the guide says of it. */
export interface DocumentedFunction extends FunctionGuide {
  /** The name, as it is documented. */
  readonly name: string;
  /** Fewest arguments. */
  readonly minimum: number;
  /** Most arguments; `Infinity` for a repeating one. */
  readonly maximum: number;
}

/** All functions with their documentation and a runnable example, by name. */
export function functionGuides(): readonly DocumentedFunction[] {
  const guides: Record<string, FunctionGuide> = {
    ...textGuide(),
    ...logicGuide(),
    ...replaceGuide(),
    ...dateGuide(),
    ...multiValueGuide(),
    ...roleGuide(),
    ...encodingGuide(),
    ...directoryGuide(),
    ...uniqueGuide(),
  };
  return Object.entries(guides)
    .map(([name, guide]) => {
      const { minimum = 0, maximum = 0 } = findFunction(name) ?? {};
      return { name, minimum, maximum, ...guide };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
