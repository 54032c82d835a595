export type {
  AndFilter,
  CompareFilter,
  CompareOperator,
  Filter,
  FilterValue,
  NotFilter,
  OrFilter,
  PatchPath,
  PresentFilter,
  ValuePathFilter,
} from "./ast.ts";
export { type CompileFilterOptions, compileElementFilter, compileFilter } from "./compile.ts";
export type { FilterLimits } from "./limits.ts";
export { parseFilter } from "./parser.ts";
export { parsePath, printPatchPath } from "./path.ts";
export { printFilter } from "./print.ts";
export { type FilterVisitor, visitFilter } from "./visit.ts";
