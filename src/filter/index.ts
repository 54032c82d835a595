/** SCIM filters (RFC 7644 §3.4.2.2): parse, print, compile to predicates, build from typed parts, translate. */
export { FilterSyntaxError, isFilterSyntaxError, isScimError, ScimError } from "../errors.ts";
export type { CompareOperator, Filter, FilterValue, PatchPath } from "./ast.ts";
export type { AttributeName } from "./attribute-name.ts";
export { type AddCondition, type FilterBuilder, filter } from "./builder.ts";
export { type CompileFilterOptions, compileFilter } from "./compile.ts";
export type { FilterLimits } from "./limits.ts";
export { parseFilter } from "./parser.ts";
export { parsePath, printPatchPath } from "./patch-path.ts";
export { printFilter } from "./print.ts";
export { type FilterVisitor, visitFilter } from "./visit.ts";
