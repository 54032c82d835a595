/**
 * Enforces the limitations on the operations of a PATCH, of which the client knows the changes only, and not the user
 * that they change.
 *
 * Each operation that sets a value is applied to an empty user, and the limitations run over the result; the operation
 * then gets the repaired value. Finally a new userName sets the work email too, and the other way round, so that both
 * change in one request.
 */
import { isScimError, ScimError } from "../errors.ts";
import { deepEqual, isObject, readProperty } from "../internal/values.ts";
import { type JsonObject, lookUpName } from "../models/attribute-tree.ts";
import { UserType } from "../models/index.ts";
import { applyPatch } from "../patch/apply.ts";
import { type CompiledPath, compilePath } from "../patch/compile-path.ts";
import type { PatchOperation } from "../patch/operation.ts";
import { readPath } from "../patch/read-path.ts";
import { isSameUserName, workEmail } from "../profile/proxyclick-limitations.ts";
import type { Violation } from "../profile/service-profile.ts";
import type { GuardRules } from "./guard-rules.ts";

const WORK_EMAIL = 'emails[type eq "work"].value';
const EMPTY_USER: JsonObject = {};

/** Checks the operations of one PATCH; the result may be shorter, and empty. */
export function guardOperations(operations: readonly PatchOperation[], rules: GuardRules): readonly PatchOperation[] {
  const known = operations.filter((operation) => isSupported(operation, rules));
  const guarded = known.flatMap((operation) =>
    isRemoval(operation) ? guardRemoval(operation, rules) : guardAssignment(operation, rules),
  );
  const all = [...guarded, ...syncUserNameAndEmail(guarded, rules)];
  if (guarded.some(replacesEmails) && workEmail(assignedUser(all)) === undefined) {
    rules.reject({ code: "missing_work_email", path: WORK_EMAIL, message: "the new emails have no work email" });
  }
  return all;
}

/** RFC 7644 §3.5.2.3: a replace of the whole list removes the emails that the new one does not have. */
function replacesEmails({ op, path, value }: PatchOperation): boolean {
  if (op.toLowerCase() !== "replace") return false;
  const names = path === undefined && isObject(value) ? Object.keys(value) : [path ?? ""];
  return names.some((name) => /^(?:urn:.*:)?emails$/i.test(name));
}

/** Whether an operation is not one on a custom attribute (`urn:…:tag`), which Proxyclick does not have. */
function isSupported({ path = "", value = "" }: PatchOperation, rules: GuardRules): boolean {
  if (!/^urn:[^[\]]*$/i.test(path) || lookUpName(UserType.tree, path) !== undefined) return true;
  const colon = path.lastIndexOf(":");
  const user: JsonObject = { [path.slice(0, colon)]: { [path.slice(colon + 1)]: String(value ?? "") } };
  return deepEqual(
    rules.enforce(user, ({ code }) => code === "unsupported_attribute"),
    user,
  );
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

/** A user with nothing but the values that the operations set. */
function assignedUser(operations: readonly PatchOperation[]): JsonObject {
  const additions = operations
    .filter((operation) => !isRemoval(operation))
    .map(({ path, value }) => ({ op: "add", path, value }));
  return applyPatch(EMPTY_USER, additions, UserType);
}

function guardAssignment(operation: PatchOperation, rules: GuardRules): readonly PatchOperation[] {
  const assigned = assignedUser([operation]);
  const repaired = rules.enforce(assigned, (violation) => isAboutAssigned(violation, assigned));
  const path = operation.path === undefined ? undefined : compilePath(operation.path, UserType);
  assertSelectsElement(path);
  const [before, after] = [valueFor(assigned, path, assigned), valueFor(repaired, path, assigned)];
  const sent = deepEqual(before, after) ? operation : { ...operation, value: after };
  const losesPhones = assigned["phoneNumbers"] !== undefined && repaired["phoneNumbers"] === undefined;
  const removals = losesPhones && rules.invalidPhone === "remove" ? phoneRemovals(operation) : [];
  return after === undefined ? removals : [sent, ...removals];
}

/** Removes the stored phone numbers that an operation would have replaced. */
function phoneRemovals({ op, path, value }: PatchOperation): readonly PatchOperation[] {
  const paths = path === undefined ? Object.keys(isObject(value) ? value : {}) : [path];
  const phones = paths.filter((name) => /^(?:urn:.*:)?phoneNumbers\b/i.test(name));
  // An addition to the list leaves the other numbers as they are.
  const replaced = phones.filter((name) => op.toLowerCase() === "replace" || name.includes("["));
  return replaced.map((name) => ({ op: "remove", path: name }));
}

/** Which limitations apply to a value depends on the element to which it belongs. */
function assertSelectsElement(path: CompiledPath | undefined): void {
  if (path?.attribute?.multiValued !== true || path.subAttribute === undefined || path.selection !== undefined) return;
  throw new ScimError(`${path.source}: expected a path that selects a value, such as ${WORK_EMAIL}`, {
    status: 400,
    scimType: "invalidPath",
  });
}

/** Whether a violation is about what the operation sets. Attributes that it does not set may be in the user. */
function isAboutAssigned({ code, path }: Violation, assigned: JsonObject): boolean {
  if (code === "missing_work_email" || code === "username_email_mismatch") return false;
  try {
    return readPath(assigned, path, UserType) !== undefined;
  } catch (error) {
    // The path of an unsupported attribute or of a custom rule need not be one of the type.
    if (!isScimError(error)) throw error;
    return true;
  }
}

/**
 * The value with which an operation on this path would set these attributes of a user; undefined when nothing of it is
 * left.
 */
function valueFor(user: JsonObject, path: CompiledPath | undefined, assigned: JsonObject): unknown {
  if (path?.attribute === undefined) {
    const names =
      path?.extension === undefined ? Object.keys(assigned).filter((name) => name !== "schemas") : [path.extension.urn];
    const entries = names.flatMap((name) => (user[name] === undefined ? [] : [[name, user[name]] as const]));
    if (entries.length === 0) return undefined;
    return path?.extension === undefined ? Object.fromEntries(entries) : entries[0]?.[1];
  }
  const parent: unknown = path.extension === undefined ? user : user[path.extension.urn];
  const value = isObject(parent) ? readProperty(parent, path.attribute.name) : undefined;
  const element: unknown = path.selection !== undefined && Array.isArray(value) ? value[0] : value;
  if (path.subAttribute === undefined) return element;
  return isObject(element) ? readProperty(element, path.subAttribute.name) : undefined;
}

function guardRemoval(operation: PatchOperation, rules: GuardRules): readonly PatchOperation[] {
  if (operation.path === undefined) return [operation];
  const path = compilePath(operation.path, UserType);
  for (const violation of violationsOfRemoval(path, rules)) rules.reject(violation);
  const user = userWithOnly(path);
  const isSupported = deepEqual(
    rules.enforce(user, ({ code }) => code === "unsupported_attribute"),
    user,
  );
  return isSupported ? [operation] : [];
}

/** The limitations that a user without the attribute breaks. */
function violationsOfRemoval(
  { attribute, subAttribute, selection, extension }: CompiledPath,
  rules: GuardRules,
): readonly Violation[] {
  if (extension !== undefined || attribute === undefined) return [];
  const name = subAttribute?.name;
  if (attribute.name === "userName") {
    return [{ code: "username_not_email", path: "userName", message: "userName cannot be removed" }];
  }
  const path = name === undefined ? "name" : `name.${name}`;
  if (attribute.name === "name" && isRequiredName(path, rules)) {
    return [{ code: "missing_name", path, message: "a required part of the name cannot be removed" }];
  }
  const selectsWork = selection === undefined || selection.matches({ type: "work", primary: true });
  if (attribute.name === "emails" && selectsWork && (name === undefined || name === "value")) {
    return [{ code: "missing_work_email", path: WORK_EMAIL, message: "the work email cannot be removed" }];
  }
  return [];
}

/** Whether the profile requires the name, or a part of it. */
function isRequiredName(path: string, rules: GuardRules): boolean {
  return rules
    .check(EMPTY_USER)
    .some((missing) => missing.code === "missing_name" && `${missing.path}.`.startsWith(`${path}.`));
}

/** A user with nothing but the attribute of a path. */
function userWithOnly({ extension, attribute, subAttribute }: CompiledPath): JsonObject {
  if (extension !== undefined) return { [extension.urn]: "" };
  if (attribute === undefined) return EMPTY_USER;
  if (subAttribute === undefined) return { [attribute.name]: "" };
  // Elements of a list are identified by their value; other complex attributes have none.
  return { [attribute.name]: { [subAttribute.name]: "", ...(attribute.multiValued ? { value: "" } : {}) } };
}

/** userName and work email are one value: operations that set the one that the others leave out. */
function syncUserNameAndEmail(operations: readonly PatchOperation[], rules: GuardRules): readonly PatchOperation[] {
  const user = assignedUser(operations);
  const userName = user["userName"];
  const email = workEmail(user);
  if (typeof userName !== "string") {
    if (email === undefined) return [];
    rules.enforce({ userName: email }, ({ code }) => code === "username_not_email");
    return [{ op: "replace", path: "userName", value: email }];
  }
  if (email === undefined) return [{ op: "replace", path: WORK_EMAIL, value: userName }];
  if (!isSameUserName(userName, email)) {
    const message = "userName and the work email get different values";
    rules.reject({ code: "username_email_mismatch", path: WORK_EMAIL, message });
  }
  return [];
}
