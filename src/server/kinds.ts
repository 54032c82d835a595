/** Compiles the resource types of a profile: once per handler. */
import type { ServiceProfile } from "../profile/service-profile.ts";
import type { ResourceKind } from "./exchange.ts";
import { groupsAttribute, membersAttribute } from "./group-attributes.ts";
import { compileMutability } from "./mutability.ts";
import { compileProjection } from "./projection.ts";
import { compileElementSettler } from "./single-elements.ts";

/** The resource types of a profile with what is compiled from them. */
export function compileKinds({ resourceTypes, schemaAliases }: ServiceProfile): readonly ResourceKind[] {
  return resourceTypes.map((type) => {
    const members = membersAttribute(type.tree);
    return {
      type,
      aliases: schemaAliases[type.name] ?? [],
      projection: compileProjection(type.tree),
      guard: compileMutability(type.tree),
      settleElements: compileElementSettler(type.tree, members),
      members,
      groups: groupsAttribute(type.tree),
    };
  });
}
