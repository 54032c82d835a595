/** The guide to all functions, from which pages about the language are generated. */
import { findFunction } from "../functions/registry.ts";
import { dateGuide } from "./dates.ts";
import { directoryGuide } from "./directory.ts";
import { encodingGuide } from "./encoding.ts";
import type { FunctionGuide, GuideEntry } from "./function-guide.ts";
import { logicGuide } from "./logic.ts";
import { multiValueGuide } from "./multi-value.ts";
import { replaceGuide } from "./replace.ts";
import { roleGuide } from "./roles.ts";
import { uniqueGuide } from "./select-unique-value.ts";
import { stringsGuide } from "./strings.ts";

/** Returns all functions in alphabetical order, with their documentation and an example that runs. */
export function functionGuides(): readonly FunctionGuide[] {
  const guides: Record<string, GuideEntry> = {
    ...stringsGuide(),
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
