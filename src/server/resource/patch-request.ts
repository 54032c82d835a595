/** Reads the message of a PATCH request (RFC 7644 §3.5.2). What the operations say is the matter of `applyPatch`. */
import { ScimError, type ScimType } from "../../errors.ts";
import { isObject } from "../../internal/values.ts";
import type { PatchOperation } from "../../patch/index.ts";
import type { Limits } from "../../profile/service-profile.ts";
import { PATCH_OP } from "../../urns.ts";
import { type JsonBody, requireSchema } from "../http/json-body.ts";

/**
 * The operations of a PATCH request.
 *
 * @param limits - most operations of one request, most characters of a path.
 * @throws ScimError 400 `invalidSyntax` for another message, `invalidPath` for a path that is none or is too long, 413 for too many operations.
 */
export function readPatchRequest(body: JsonBody, limits: Limits): readonly PatchOperation[] {
  requireSchema(body, [PATCH_OP]);
  const operations = Object.entries(body).find(([name]) => name.toLowerCase() === "operations")?.[1];
  if (!Array.isArray(operations)) throw refuse("invalidSyntax", 'A PATCH request needs a list of "Operations".');
  if (operations.length > limits.patchOperations) {
    throw new ScimError(`A PATCH request may have at most ${limits.patchOperations} operations.`, { status: 413 });
  }
  return operations.map((operation, index) => readOperation(operation, index, limits));
}

function readOperation(operation: unknown, index: number, limits: Limits): PatchOperation {
  if (!isObject(operation)) throw refuse("invalidSyntax", `Operations[${index}] must be an object.`);
  const { op, path, value } = operation;
  if (typeof op !== "string") throw refuse("invalidSyntax", `Operations[${index}] needs an "op".`);
  // .NET clients write a path that is not there as null.
  if (path === undefined || path === null) return { op, value };
  if (typeof path !== "string") throw refuse("invalidPath", `The path of Operations[${index}] must be a string.`);
  if (path.length > limits.filterLength) {
    throw refuse("invalidPath", `The path of Operations[${index}] is longer than ${limits.filterLength} characters.`);
  }
  return { op, path, value };
}

function refuse(scimType: ScimType, detail: string): ScimError {
  return new ScimError(detail, { status: 400, scimType });
}
