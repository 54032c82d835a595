/** Types that compute, from the type of a resource, the names a filter may use and the values they compare with. */
import type { CompareOperator } from "./ast.ts";

/** An attribute's value, or one element of it when the attribute is multi-valued. */
type Item<Value> = NonNullable<Value> extends readonly (infer Element)[] ? NonNullable<Element> : NonNullable<Value>;

type MemberName<Resource> = keyof Resource & string;

type NamesBelow<Resource, Name extends MemberName<Resource>> = Name extends `${string}:${string}`
  ? Name | `${Name}:${AttributeName<Item<Resource[Name]>>}`
  : Item<Resource[Name]> extends object
    ? Name | `${Name}.${MemberName<Item<Resource[Name]>>}`
    : Name;

/**
 * Names of a resource's attributes: `userName`, `name.givenName` for a sub-attribute, and an extension's URN, a colon
 * and the name for an attribute of the extension.
 */
export type AttributeName<Resource> = {
  [Name in MemberName<Resource>]: NamesBelow<Resource, Name>;
}[MemberName<Resource>];

/** The value of an attribute; for a multi-valued one, that of an element. */
type AttributeValue<Resource, Name> = Name extends keyof Resource
  ? Item<Resource[Name]>
  : Name extends `${infer Attribute extends MemberName<Resource>}.${infer SubAttribute}`
    ? AttributeValue<Item<Resource[Attribute]>, SubAttribute>
    : {
        [Urn in MemberName<Resource>]: Name extends `${Urn}:${infer Rest}`
          ? AttributeValue<Item<Resource[Urn]>, Rest>
          : never;
      }[MemberName<Resource>];

/** The type an attribute compares with: its own, or that of its `value` when it is complex. */
export type ComparableValue<Resource, Name> =
  AttributeValue<Resource, Name> extends infer Value
    ? Value extends string | number | boolean
      ? Widened<Value>
      : Value extends {
            /** The sub-attribute that stands for a complex value (RFC 7643 §2.4). */
            readonly value?: infer Own;
          }
        ? Widened<NonNullable<Own>>
        : never
    : never;

/** Canonical values are suggestions (RFC 7643 §7), so a filter may hold any other. */
type Widened<Value> = Value extends string
  ? string
  : Value extends number
    ? number
    : Value extends boolean
      ? boolean
      : never;

/** Operators that suit a type of value (RFC 7644 §3.4.2.2). */
export type OperatorFor<Value> = [Value] extends [boolean]
  ? "eq" | "ne"
  : [Value] extends [number]
    ? Exclude<CompareOperator, "co" | "sw" | "ew">
    : CompareOperator;

/** Names of complex attributes, whose elements a value path selects. */
export type ComplexAttributeName<Resource> = {
  [Name in AttributeName<Resource>]: AttributeValue<Resource, Name> extends object
    ? Name extends `${string}:${string}`
      ? never
      : Name
    : never;
}[AttributeName<Resource>];

/** An element of a complex attribute. */
export type ElementOf<Resource, Name> = AttributeValue<Resource, Name>;
