/**
 * The guide to all functions. Pages about the language are generated from it.
 */
import { findFunction } from "../functions/registry.ts";
import { dateGuide } from "./date-guide.ts";
import type { FunctionGuide } from "./entry.ts";
import { logicGuide } from "./logic-guide.ts";
import {
  directoryGuide,
  encodingGuide,
  multiValueGuide,
  replaceGuide,
  roleGuide,
  uniqueGuide,
} from "./other-guides.ts";
import { textGuide } from "./text-guide.ts";

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
