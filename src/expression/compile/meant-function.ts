/** Finds the function that an unknown name most likely means: a misspelled one, or one of another language. */
import { functionNames } from "../functions/registry.ts";
import { closestName } from "./closest-name.ts";

/** Functions of other languages, and what does the same here. */
const OTHER_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ["if", "IIF"],
  ["concat", "Join"],
  ["concatenate", "Join"],
  ["lower", "ToLower"],
  ["lcase", "ToLower"],
  ["upper", "ToUpper"],
  ["ucase", "ToUpper"],
  ["proper", "PCase"],
  ["length", "Len"],
  ["substring", "Mid"],
  ["substr", "Mid"],
  ["isblank", "IsNullOrEmpty"],
  ["isempty", "IsNullOrEmpty"],
  ["isnotnull", "IsPresent"],
  ["isnotnullorempty", "IsPresent"],
  ["today", "Now"],
  ["utcnow", "Now"],
  ["newguid", "Guid"],
  ["regexreplace", "Replace"],
  ["case", "Switch"],
  ["choose", "Switch"],
  ["tostring", "CStr"],
  ["dateformat", "FormatDateTime"],
  ["formatdate", "FormatDateTime"],
]);

/** The function that an unknown name most likely means; undefined when none is close. */
export function meantFunction(name: string): string | undefined {
  return OTHER_FUNCTIONS.get(name.toLowerCase()) ?? closestName(name, functionNames());
}

/** Whether a name is that of a function of another language, which may have other arguments. */
export function isOtherLanguage(name: string): boolean {
  return OTHER_FUNCTIONS.has(name.toLowerCase());
}
