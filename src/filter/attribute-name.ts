/** The names that a filter on a resource may use, and what their values compare with: computed from the type of the resource. */
import type { CompareOperator } from "./ast.ts";

/** An attribute's value, or an element of it when it has several. */
type Item<Value> = NonNullable<Value> extends readonly (infer Element)[] ? NonNullable<Element> : NonNullable<Value>;

type Key<Resource> = keyof Resource & string;

type NameUnder<Resource, Name extends Key<Resource>> = Name extends `${string}:${string}`
  ? Name | `${Name}:${AttributeName<Item<Resource[Name]>>}`
  : Item<Resource[Name]> extends object
    ? Name | `${Name}.${Key<Item<Resource[Name]>>}`
    : Name;

/** Names of attributes, `name.givenName` for sub-attributes, and the URN, a colon and a name for extensions. */
export type AttributeName<Resource> = { [Name in Key<Resource>]: NameUnder<Resource, Name> }[Key<Resource>];

/** What stands at a name: the value of an attribute, of which lists count by their elements. */
type At<Resource, Name> = Name extends keyof Resource
  ? Item<Resource[Name]>
  : Name extends `${infer Attribute extends Key<Resource>}.${infer SubAttribute}`
    ? At<Item<Resource[Attribute]>, SubAttribute>
    : {
        [Urn in Key<Resource>]: Name extends `${Urn}:${infer Rest}` ? At<Item<Resource[Urn]>, Rest> : never;
      }[Key<Resource>];

/** What an attribute compares with: its own type, or that of its `value` when it is complex. */
export type ValueOf<Resource, Name> =
  At<Resource, Name> extends infer Value
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

/** Operators that fit a type of value (RFC 7644 §3.4.2.2). */
export type OperatorFor<Value> = [Value] extends [boolean]
  ? "eq" | "ne"
  : [Value] extends [number]
    ? Exclude<CompareOperator, "co" | "sw" | "ew">
    : CompareOperator;

/** Names of complex attributes, whose elements a value path selects. */
export type ElementName<Resource> = {
  [Name in AttributeName<Resource>]: At<Resource, Name> extends object
    ? Name extends `${string}:${string}`
      ? never
      : Name
    : never;
}[AttributeName<Resource>];

/** The element of a complex attribute. */
export type ElementOf<Resource, Name> = At<Resource, Name>;
