/** Compiles the resource types of a profile: once per handler. */
import type { AttributeNode } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import type { ServiceProfile } from "../../profile/service-profile.ts";
import { groupsAttribute, membersAttribute } from "../store/group-attributes.ts";
import { computedAttributes } from "./computed-attributes.ts";
import { compileElementSettler, type ElementSettler } from "./multi-valued-rules.ts";
import { compileMutability, type MutabilityGuard } from "./mutability.ts";
import { compileProjection, type Projection } from "./projection.ts";
import { compileRequiredText, type RequireText } from "./required-text.ts";

/** A resource type with what is compiled from it. */
export interface ResourceKind {
  readonly type: ResourceType;
  readonly projection: Projection;
  readonly guard: MutabilityGuard;
  readonly settleElements: ElementSettler;
  readonly requireText: RequireText;
  /** Other URNs under which the core schema is accepted. */
  readonly aliases: readonly string[];
  /** The list of members, for a type of groups. */
  readonly members: AttributeNode | undefined;
  /** The list of the groups that a resource is in. */
  readonly groups: AttributeNode | undefined;
  /** Attributes that are made when a resource is shown, and that no store keeps. */
  readonly computed: ReadonlySet<AttributeNode>;
}

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
