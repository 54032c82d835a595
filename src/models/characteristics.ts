/**
 * How an attribute is described: a zod schema for its value, and beside it the characteristics of RFC 7643 §7 that zod does not know.
 *
 * Type, multiplicity and presence are read from the zod schema itself; everything else stands in {@link characteristics}. What is not said has the
 * defaults of RFC 7643 §2.2. Entries of wrapped schemas are merged, the outer one first, so `.optional()` after an entry does not lose it.
 */
import * as z from "zod";
import { parseInstant } from "../internal/instant.ts";
import type { AttributeType, Mutability, Returned, Uniqueness } from "./attribute-tree.ts";

/** Characteristics of an attribute (RFC 7643 §7); each is optional and has the default of RFC 7643 §2.2. */
export interface Characteristics {
  /** What the attribute holds, in a sentence. */
  readonly description?: string;
  /** Data type, where it does not follow from the zod schema. */
  readonly type?: AttributeType;
  /** Who may write the attribute; `readWrite` by default. */
  readonly mutability?: Mutability;
  /** When the attribute is in an answer; `default` by default. */
  readonly returned?: Returned;
  /** How far a value is unique; `none` by default. */
  readonly uniqueness?: Uniqueness;
  /** Whether text compares with its case; false by default, true for references and binaries (RFC 7643 §2.3.6, §2.3.7). */
  readonly caseExact?: boolean;
  /** Suggested values, never a closed list. */
  readonly canonicalValues?: readonly string[];
  /** What a reference may point to: names of resource types, `external` or `uri`. */
  readonly referenceTypes?: readonly string[];
}

/** Identity of a schema: the head of its document at `/Schemas` (RFC 7643 §7). */
export interface SchemaIdentity {
  /** Schema URN; need not start with `urn:ietf:`. */
  readonly urn: string;
  /** Name for people, such as `User`. */
  readonly name: string;
  /** What the schema describes, in a sentence. */
  readonly description: string;
}

/** Characteristics by zod schema. Filled where schemas are written; a schema without an entry has the defaults. */
export const characteristics = z.registry<Characteristics>();

/** Identities by zod object; filled by {@link defineSchema}. */
export const schemaIdentities = z.registry<SchemaIdentity>();

/** Writes a schema: a zod object with its URN, name and description. */
export function defineSchema<Shape extends z.core.$ZodLooseShape>(
  identity: SchemaIdentity,
  shape: Shape,
): z.ZodObject<Shape> {
  const schema = z.object(shape);
  schemaIdentities.add(schema, identity);
  return schema;
}

/** An attribute that every resource or element must have. */
export function required<Schema extends z.ZodType>(schema: Schema, meta: Characteristics): Schema {
  const attribute = schema.clone();
  characteristics.add(attribute, { ...characteristics.get(schema), ...meta });
  return attribute;
}

/** An attribute that may be absent; when it is there, it has a value. */
export function optional<Schema extends z.ZodType>(schema: Schema, meta: Characteristics): z.ZodExactOptional<Schema> {
  const attribute = z.exactOptional(schema);
  characteristics.add(attribute, meta);
  return attribute;
}

/** A dateTime value: date and time of XML Schema with optional fraction and offset (RFC 7643 §2.3.5). */
export function dateTime(): z.ZodString {
  const schema = z
    .string()
    .refine((text) => parseInstant(text) !== undefined, "expected a date and time such as 2026-01-31T08:30:00Z");
  characteristics.add(schema, { type: "dateTime" });
  return schema;
}

/** A reference value (RFC 7643 §2.3.7) to resources of the named types, to an `external` place, or any `uri`. */
export function reference(...referenceTypes: readonly string[]): z.ZodString {
  const schema = z.string();
  characteristics.add(schema, { type: "reference", referenceTypes });
  return schema;
}

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** A binary value as base64 or base64url text (RFC 7643 §2.3.6). */
export function binary(): z.ZodString {
  const schema = z.string().regex(BASE64, "expected base64 text");
  characteristics.add(schema, { type: "binary" });
  return schema;
}

/** A text with suggested values (RFC 7643 §7, `canonicalValues`); any other text is valid too. */
export function suggested<Value extends string>(
  ...canonicalValues: readonly Value[]
): z.ZodType<Value | (string & {})> {
  const schema = z.string();
  characteristics.add(schema, { canonicalValues });
  return schema;
}
