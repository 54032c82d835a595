/**
 * The mappings of groups and other objects of a whole schema: the present ones with the actions, filters and attributes
 * of the desired ones.
 *
 * They are read and written in the form of a mapping of users.
 */
import { compareMappings } from "../../../provisioning/compare/describe-mapping.ts";
import { toSynchronizationSchema } from "../../../provisioning/mapping/print-schema.ts";
import { parseSynchronizationSchema } from "../../../provisioning/mapping/schema.ts";
import { type JsonObject, objectOf, objectsIn, stringIn } from "../../job/json-values.ts";

/** The difference between the other mappings of two schemas. */
export interface OtherMappingsPlan {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The present schema with the desired mappings. */
  readonly document: JsonObject;
  readonly warnings: readonly string[];
}

/** Compares the mappings of all objects but users. */
export function planOtherMappings(given: JsonObject, present: JsonObject): OtherMappingsPlan {
  const wanted = objectsIn(given, "synchronizationRules").flatMap((rule) =>
    objectsIn(rule, "objectMappings").filter((mapping) => !isOfUsers(mapping)),
  );
  let plan: OtherMappingsPlan = { before: [], after: [], document: present, warnings: [] };
  for (const mapping of wanted) plan = withMapping(plan, mapping);
  return plan;
}

function isOfUsers(mapping: JsonObject): boolean {
  return stringIn(mapping, "sourceObjectName").toLowerCase() === "user";
}

function isSameObject(one: JsonObject, other: JsonObject): boolean {
  const names = ["sourceObjectName", "targetObjectName"] as const;
  return names.every((name) => stringIn(one, name) === stringIn(other, name));
}

function withMapping(plan: OtherMappingsPlan, wanted: JsonObject): OtherMappingsPlan {
  const name = stringIn(wanted, "sourceObjectName");
  let found: MappingChange | undefined;
  const synchronizationRules = objectsIn(plan.document, "synchronizationRules").map((rule) => ({
    ...rule,
    objectMappings: objectsIn(rule, "objectMappings").map((mapping) => {
      if (found !== undefined || !isSameObject(mapping, wanted)) return mapping;
      found = changeMapping(mapping, wanted);
      return found.mapping;
    }),
  }));
  if (found === undefined) {
    const warning = `The application has no mapping of ${name} to ${stringIn(wanted, "targetObjectName")}: it is not applied.`;
    return { ...plan, warnings: [...plan.warnings, warning] };
  }
  const { before, after } = found;
  if (before.length === 0 && after.length === 0) return plan;
  return {
    ...plan,
    before: [...plan.before, ...before.map((line) => `${name}: ${line}`)],
    after: [...plan.after, ...after.map((line) => `${name}: ${line}`)],
    document: { ...plan.document, synchronizationRules },
  };
}

interface MappingChange {
  readonly mapping: JsonObject;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function changeMapping(present: JsonObject, wanted: JsonObject): MappingChange {
  const [current, desired] = [present, wanted].map((mapping) => parseSynchronizationSchema(asUsers(mapping)));
  if (current === undefined || desired === undefined) return { mapping: present, before: [], after: [] };
  const { name, inputFilters, categoryFilters } = current.users;
  const users = { ...desired.users, name, inputFilters, categoryFilters };
  const differences = compareMappings(current.users, users);
  const [wasEnabled, isEnabled] = [present["enabled"] !== false, wanted["enabled"] !== false];
  const [was, is] = wasEnabled === isEnabled ? [[], []] : [[state(wasEnabled)], [state(isEnabled)]];
  const written = toSynchronizationSchema({ document: current.document, users });
  const [rule] = objectsIn(objectOf(written), "synchronizationRules");
  const [mapping] = objectsIn(rule ?? {}, "objectMappings");
  return {
    mapping: { ...mapping, sourceObjectName: present["sourceObjectName"], enabled: isEnabled },
    before: [...was, ...differences.flatMap(({ sign, line }) => (sign === "-" ? [line] : []))],
    after: [...is, ...differences.flatMap(({ sign, line }) => (sign === "+" ? [line] : []))],
  };
}

function state(isEnabled: boolean): string {
  return isEnabled ? "enabled" : "disabled";
}

function asUsers(mapping: JsonObject): JsonObject {
  return { synchronizationRules: [{ objectMappings: [{ ...mapping, enabled: true, sourceObjectName: "User" }] }] };
}
