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
export type { AttributeName, ElementName, ElementOf, OperatorFor, ValueOf } from "./attribute-name.ts";
export { type AddCondition, type FilterBuilder, type FilterStart, filter } from "./builder.ts";
export { type CompileFilterOptions, compileElementFilter, compileFilter } from "./compile.ts";
export type { FilterLimits } from "./limits.ts";
export { parseFilter } from "./parser.ts";
export { parsePath, printPatchPath } from "./patch-path.ts";
export { printFilter } from "./print.ts";
export { type FilterVisitor, visitFilter } from "./visit.ts";
