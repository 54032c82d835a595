/** Finds expressions that are always null. */

import { calledFunction } from "../compile/restrictions.ts";
import type { ExpressionNode, NodeOf } from "../syntax/ast.ts";

/** Functions that return null if their first argument is null. */
const NULL_IN_NULL_OUT =
  "ToLower ToUpper PCase NormalizeDiacritics StripSpaces Trim Redact CStr CRef Split RemoveDuplicates CDate DateFromNum NumFromDate " +
  "FormatDateTime ConvertToBase64 ConvertFromBase64 ConvertToUTF8Hex StringFromSid DNComponent SingleAppRoleAssignment " +
  "AppRoleAssignments AppRoleAssignmentsComplex AssertiveAppRoleAssignmentsComplex";

/** Whether a node is null for all values of the attributes. */
export function isAlwaysNull(node: ExpressionNode): boolean {
  if (node.kind === "omitted") return true;
  if (node.kind !== "call") return false;
  const name = calledFunction(node);
  if (name === undefined) return false;
  return branchesOf(node, name).every(isAlwaysNull) && branchesOf(node, name).length > 0;
}

/** The arguments of which one becomes the result; none for functions that always return a value. */
function branchesOf(node: NodeOf<"call">, name: string): readonly ExpressionNode[] {
  const [first] = node.arguments;
  if (name === "IIF") return node.arguments.slice(1);
  if (name === "Coalesce") return node.arguments;
  if (name === "Switch") return node.arguments.filter((_, index) => index === 1 || (index > 1 && index % 2 === 1));
  return NULL_IN_NULL_OUT.split(" ").includes(name) && first !== undefined ? [first] : [];
}
