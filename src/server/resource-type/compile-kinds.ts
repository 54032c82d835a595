/** Compiles the resource types of a profile: once per handler. */
import type { ServiceProfile } from "../../profile/service-profile.ts";
import type { ResourceKind } from "../exchange/exchange.ts";
import { groupsAttribute, membersAttribute } from "../store/group-attributes.ts";
import { computedAttributes } from "./computed-attributes.ts";
import { compileElementSettler } from "./multi-valued-rules.ts";
import { compileMutability } from "./mutability.ts";
import { compileProjection } from "./projection.ts";
import { compileRequiredText } from "./required-text.ts";

/** The resource types of a profile with what is compiled from them. */
export function compileKinds({ resourceTypes, schemaAliases }: ServiceProfile): readonly ResourceKind[] {
  return resourceTypes.map((described) => {
    const aliases = Object.hasOwn(schemaAliases, described.name) ? (schemaAliases[described.name] ?? []) : [];
    const type = aliases.length === 0 ? described : { ...described, tree: { ...described.tree, aliases } };
    const members = membersAttribute(type.tree);
    return {
      type,
      aliases,
      projection: compileProjection(type.tree),
      guard: compileMutability(type.tree),
      settleElements: compileElementSettler(type.tree, members),
      requireText: compileRequiredText(type.tree),
      members,
      groups: groupsAttribute(type.tree),
      computed: computedAttributes(type.tree),
    };
  });
}
