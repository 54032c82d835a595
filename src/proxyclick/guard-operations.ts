/**
 * The limitations on the operations of a PATCH, of which only the changes are known and not the user they change.
 *
 * Each operation that sets something is applied to an empty user; the limitations are run over what comes out, and the operation gets the mended
 * value back. In the end, a new userName brings the work email along and the other way round, so that both change in one request.
 */

import { isScimError, ScimError } from "../errors.ts";
import { deepEqual, isObject, readProperty } from "../internal/values.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import { UserType } from "../models/index.ts";
import { applyPatch } from "../patch/apply.ts";
import { type CompiledPath, compilePath } from "../patch/compile-path.ts";
import type { PatchOperation } from "../patch/operation.ts";
import { readPath } from "../patch/read-path.ts";
import { workEmail } from "../profile/limitations.ts";
import type { Violation } from "../profile/service-profile.ts";
import type { Rules } from "./guard-rules.ts";

const WORK_EMAIL = 'emails[type eq "work"].value';
const EMPTY_USER: JsonObject = {};

/** Guards the operations of one PATCH; the result may be shorter, and empty. */
export function guardOperations(operations: readonly PatchOperation[], rules: Rules): readonly PatchOperation[] {
  const guarded = operations.flatMap((operation) =>
    isRemoval(operation) ? guardRemoval(operation, rules) : guardSetting(operation, rules),
  );
  const all = [...guarded, ...mirror(guarded, rules)];
  if (guarded.some(replacesEmails) && workEmail(appliedSettings(all)) === undefined) {
    rules.refuse({ code: "missing_work_email", path: WORK_EMAIL, message: "the new emails have no work email" });
  }
  return all;
}

/** RFC 7644 §3.5.2.3: a replace of the whole list removes who is not in the new one. */
function replacesEmails({ op, path, value }: PatchOperation): boolean {
  if (op.toLowerCase() !== "replace") return false;
  const names = path === undefined && isObject(value) ? Object.keys(value) : [path ?? ""];
  return names.some((name) => /^(?:urn:.*:)?emails$/i.test(name));
}

function appliedSettings(operations: readonly PatchOperation[]): JsonObject {
  return applied(operations.filter((operation) => !isRemoval(operation)));
}

/** RFC 7643 §2.5: null and an empty list mean unassigned. */
function isRemoval({ op, value }: PatchOperation): boolean {
  return (
    op.toLowerCase() === "remove" ||
    value === null ||
    value === undefined ||
    (Array.isArray(value) && value.length === 0)
  );
}

function applied(operations: readonly PatchOperation[]): JsonObject {
  return applyPatch(
    EMPTY_USER,
    operations.map(({ path, value }) => ({ op: "add", path, value })),
    UserType,
  );
}

function guardSetting(operation: PatchOperation, rules: Rules): readonly PatchOperation[] {
  const part = applied([operation]);
  const mended = rules.enforce(part, (violation) => isAboutPart(violation, part));
  const path = operation.path === undefined ? undefined : compilePath(operation.path, UserType);
  assertSelects(path);
  const [before, after] = [valueAt(part, path, part), valueAt(mended, path, part)];
  if (after === undefined) return [];
  const email = workEmail(mended);
  if (path?.source === "emails" && email !== undefined && Array.isArray(after) && after.length === 1) {
    // The form that Entra sends; it leaves emails of other types alone.
    return [{ op: "replace", path: WORK_EMAIL, value: email }];
  }
  return [deepEqual(before, after) ? operation : { ...operation, value: after }];
}

/** Which of the values is meant decides which limitations they are under. */
function assertSelects(path: CompiledPath | undefined): void {
  if (path?.attribute?.multiValued !== true || path.subAttribute === undefined || path.selection !== undefined) return;
  throw new ScimError(`${path.source}: expected a path that says which value is meant, such as ${WORK_EMAIL}.`, {
    status: 400,
    scimType: "invalidPath",
  });
}

/** Only what the part has can be wrong: an attribute that it lacks may be in the user. */
function isAboutPart({ code, path }: Violation, part: JsonObject): boolean {
  if (code === "missing_work_email" || code === "username_email_mismatch") return false;
  try {
    return readPath(part, path, UserType) !== undefined;
  } catch (error) {
    // The path of an unsupported attribute or of a custom rule need not be one of the type.
    if (!isScimError(error)) throw error;
    return true;
  }
}

/** The value that an operation with this path would have to produce a user with these attributes; undefined when nothing of it is left. */
function valueAt(user: JsonObject, path: CompiledPath | undefined, part: JsonObject): unknown {
  if (path?.attribute === undefined) {
    const names =
      path?.extension === undefined ? Object.keys(part).filter((name) => name !== "schemas") : [path.extension.urn];
    const entries = names.flatMap((name) => (user[name] === undefined ? [] : [[name, user[name]] as const]));
    if (entries.length === 0) return undefined;
    return path?.extension === undefined ? Object.fromEntries(entries) : entries[0]?.[1];
  }
  const holder: unknown = path.extension === undefined ? user : user[path.extension.urn];
  const value = isObject(holder) ? readProperty(holder, path.attribute.name) : undefined;
  const element: unknown = path.selection !== undefined && Array.isArray(value) ? value[0] : value;
  if (path.subAttribute === undefined) return element;
  return isObject(element) ? readProperty(element, path.subAttribute.name) : undefined;
}

function guardRemoval(operation: PatchOperation, rules: Rules): readonly PatchOperation[] {
  if (operation.path === undefined) return [operation];
  const path = compilePath(operation.path, UserType);
  for (const violation of lost(path, rules)) rules.refuse(violation);
  const probe = probeOf(path);
  return deepEqual(
    rules.enforce(probe, ({ code }) => code === "unsupported_attribute"),
    probe,
  )
    ? [operation]
    : [];
}

/** What a user would lack without the attribute. */
function lost({ attribute, subAttribute, selection, extension }: CompiledPath, rules: Rules): readonly Violation[] {
  if (extension !== undefined || attribute === undefined) return [];
  const part = subAttribute?.name;
  if (attribute.name === "userName") {
    return [{ code: "username_not_email", path: "userName", message: "userName cannot be removed" }];
  }
  const path = part === undefined ? "name" : `name.${part}`;
  if (attribute.name === "name" && isDemanded(path, rules)) {
    return [{ code: "missing_name", path, message: "a required part of the name cannot be removed" }];
  }
  const selectsWork = selection === undefined || selection.matches({ type: "work", primary: true });
  if (attribute.name === "emails" && selectsWork && (part === undefined || part === "value")) {
    return [{ code: "missing_work_email", path: WORK_EMAIL, message: "the work email cannot be removed" }];
  }
  return [];
}

/** Whether the profile demands the name, or a part of it. */
function isDemanded(path: string, rules: Rules): boolean {
  return rules.check(EMPTY_USER).some((lack) => lack.code === "missing_name" && `${lack.path}.`.startsWith(`${path}.`));
}

/** A user that has nothing but the attribute of a path. */
function probeOf({ extension, attribute, subAttribute }: CompiledPath): JsonObject {
  if (extension !== undefined) return { [extension.urn]: "" };
  if (attribute === undefined) return EMPTY_USER;
  if (subAttribute === undefined) return { [attribute.name]: "" };
  // Elements of a list are told by their value; other attributes have none.
  return { [attribute.name]: { [subAttribute.name]: "", ...(attribute.multiValued ? { value: "" } : {}) } };
}

/** userName and work email are one value: what one gets, the other gets in the same request. */
function mirror(operations: readonly PatchOperation[], rules: Rules): readonly PatchOperation[] {
  const user = appliedSettings(operations);
  const userName = user["userName"];
  const email = workEmail(user);
  if (typeof userName !== "string") {
    if (email === undefined) return [];
    rules.enforce({ userName: email }, ({ code }) => code === "username_not_email");
    return [{ op: "replace", path: "userName", value: email }];
  }
  if (email === undefined) return [{ op: "replace", path: WORK_EMAIL, value: userName }];
  if (userName.toLowerCase() !== email.toLowerCase()) {
    rules.refuse({
      code: "username_email_mismatch",
      path: WORK_EMAIL,
      message: "userName and the work email get different values",
    });
  }
  return [];
}
