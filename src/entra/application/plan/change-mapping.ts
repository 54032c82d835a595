/** Applies the changes of a desired state to a mapping of users. */
import type { AttributeMapping, ObjectMapping } from "../../../provisioning/mapping/schema.ts";
import type { NewAttribute } from "./attribute-definitions.ts";
import type { AttributeMappingChange, MappingChange } from "./desired-types.ts";

/** Applies changes, in their order. */
export function applyChanges(users: ObjectMapping, changes: readonly MappingChange[]): ObjectMapping {
  return changes.reduce(applyChange, users);
}

/** The types that changes give new target attributes. */
export function typesOfChanges(changes: readonly MappingChange[]): readonly NewAttribute[] {
  return changes.flatMap((change) => {
    if (!("set" in change) || change.set.type === undefined) return [];
    const { target: name, type } = change.set;
    return [{ name, place: "target", definition: { name, type } }];
  });
}

function applyChange(users: ObjectMapping, change: MappingChange): ObjectMapping {
  if ("set" in change) return { ...users, attributes: setAttribute(users.attributes, change.set) };
  if ("remove" in change) {
    return { ...users, attributes: users.attributes.filter(({ target }) => target !== change.remove) };
  }
  if ("actions" in change) {
    const { create, update, delete: remove } = users.actions;
    const { actions } = change;
    return {
      ...users,
      actions: {
        create: actions.create ?? create,
        update: actions.update ?? update,
        delete: actions.delete ?? remove,
      },
    };
  }
  const scopingFilters = change.scopingFilters.map(({ name, clauses }) => ({
    name,
    clauses: clauses.map((clause) => ({ ...clause, values: clause.values ?? [], place: name })),
  }));
  return { ...users, scopingFilters };
}

/** A new mapping comes last. */
function setAttribute(
  attributes: readonly AttributeMapping[],
  change: AttributeMappingChange,
): readonly AttributeMapping[] {
  const index = attributes.findIndex(({ target }) => target === change.target);
  const changed = changedMapping(attributes[index] ?? newMapping(change.target), change);
  return index < 0 ? [...attributes, changed] : attributes.with(index, changed);
}

function changedMapping(mapping: AttributeMapping, change: AttributeMappingChange): AttributeMapping {
  const { expression, defaultValue } = change;
  return {
    ...mapping,
    expression: expression === undefined ? mapping.expression : (expression ?? undefined),
    defaultValue: defaultValue === undefined ? mapping.defaultValue : (defaultValue ?? undefined),
    matchingPriority: change.matchingPriority ?? mapping.matchingPriority,
    flowType: change.flowType ?? mapping.flowType,
    flowBehavior: change.flowBehavior ?? mapping.flowBehavior,
    flowNullValues: change.flowNullValues ?? mapping.flowNullValues,
  };
}

function newMapping(target: string): AttributeMapping {
  return {
    target,
    expression: undefined,
    defaultValue: undefined,
    matchingPriority: 0,
    flowType: "Always",
    flowBehavior: "FlowWhenChanged",
    flowNullValues: false,
    required: false,
    caseExact: true,
    place: target,
  };
}
