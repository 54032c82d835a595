/** Compiles the resource types of a profile, once for each handler. */
import type { AttributeNode, AttributeTree } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import type { ServiceProfile } from "../../profile/service-profile.ts";
import { groupsAttribute, membersAttribute } from "../store/group-attributes.ts";
import { computedAttributes } from "./computed-attributes.ts";
import { compileElementRules, type NormalizeElements } from "./multi-valued-rules.ts";
import { type ApplyMutability, compileMutability } from "./mutability.ts";
import { compileProjection, type Projection } from "./projection.ts";
import { compileBlankStringCheck, type RejectBlankStrings } from "./required-strings.ts";
import { compileSpecifiedIn, type SpecifiedIn } from "./specified-attributes.ts";

/** A resource type with everything that is compiled from it. */
export interface ResourceKind {
  readonly type: ResourceType;
  readonly projection: Projection;
  readonly specifiedIn: SpecifiedIn;
  readonly applyMutability: ApplyMutability;
  readonly normalizeElements: NormalizeElements;
  readonly rejectBlankStrings: RejectBlankStrings;
  /** Other URNs under which the core schema is accepted. */
  readonly aliases: readonly string[];
  /** Whether an element of a list can hold a list itself. */
  readonly hasNestedLists: boolean;
  /** The members attribute, for a type of groups. */
  readonly members: AttributeNode | undefined;
  /** The groups attribute, for a type whose resources can be members. */
  readonly groups: AttributeNode | undefined;
  /** The kinds of resources that can be members, for a type of groups. */
  readonly memberKinds: readonly ResourceKind[];
  /** The kinds of groups that the resources can be members of. */
  readonly groupKinds: readonly ResourceKind[];
  /** Attributes that are computed for each response and that no store keeps. */
  readonly computed: ReadonlySet<AttributeNode>;
}

/** Compiles every resource type of a profile. */
export function compileKinds({ resourceTypes, schemaAliases }: ServiceProfile): readonly ResourceKind[] {
  const kinds = resourceTypes.map((described) => {
    const aliases = Object.hasOwn(schemaAliases, described.name) ? (schemaAliases[described.name] ?? []) : [];
    const type = aliases.length === 0 ? described : { ...described, tree: { ...described.tree, aliases } };
    const members = membersAttribute(type.tree);
    return {
      type,
      aliases,
      projection: compileProjection(type.tree),
      specifiedIn: compileSpecifiedIn(type.tree),
      applyMutability: compileMutability(type.tree),
      normalizeElements: compileElementRules(type.tree, members),
      rejectBlankStrings: compileBlankStringCheck(type.tree),
      hasNestedLists: hasNestedLists(type.tree),
      members,
      groups: groupsAttribute(type.tree),
      memberKinds: [] as ResourceKind[],
      groupKinds: [] as ResourceKind[],
      computed: computedAttributes(type.tree),
    };
  });
  for (const group of kinds) {
    const names = group.members?.subAttributes.get("$ref")?.referenceTypes ?? [];
    for (const member of kinds.filter(({ type }) => names.includes(type.name))) {
      group.memberKinds.push(member);
      member.groupKinds.push(group);
    }
  }
  return kinds;
}

function hasNestedLists({ attributes, extensions }: AttributeTree): boolean {
  const nodes = [attributes, ...[...extensions.values()].map((extension) => extension.attributes)].flatMap((names) => [
    ...names.values(),
  ]);
  return nodes.some((node) => node.multiValued && [...node.subAttributes.values()].some((sub) => sub.multiValued));
}
