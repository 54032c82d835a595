/**
 * Helpers that describe attributes: a zod schema for the value, and the characteristics of RFC 7643 §7 that zod does
 * not have.
 *
 * Type, multiplicity and presence are read from the zod schema itself; everything else is in the registry
 * {@link characteristics}. Characteristics that are not given have the defaults of RFC 7643 §2.2. Entries of wrapped
 * schemas are merged, the outer one first, so `.optional()` after an entry does not lose it.
 */
import * as z from "zod";
import { parseInstant } from "../internal/instant.ts";
import type { AttributeNode } from "./attribute-tree.ts";

/** Characteristics of an attribute (RFC 7643 §7); each is optional and has the default of RFC 7643 §2.2. */
export interface Characteristics {
  /** What the attribute holds, in a sentence. */
  readonly description?: string;
  /** Data type, if it does not follow from the zod schema. */
  readonly type?: AttributeNode["type"];
  /** Whether clients may write the attribute; `readWrite` by default. */
  readonly mutability?: AttributeNode["mutability"];
  /** When responses contain the attribute; `default` by default. */
  readonly returned?: AttributeNode["returned"];
  /** Scope in which a value must be unique; `none` by default. */
  readonly uniqueness?: AttributeNode["uniqueness"];
  /**
   * Whether strings that differ only in case are different; false by default, true for references and binaries (RFC
   * 7643 §2.3.6, §2.3.7).
   */
  readonly caseExact?: boolean;
  /** Suggested values; other values are valid too. */
  readonly canonicalValues?: readonly string[];
  /** Targets of a reference: names of resource types, `external` or `uri`. */
  readonly referenceTypes?: readonly string[];
}

/** URN, name and description of a schema, as its document at `/Schemas` has them (RFC 7643 §7). */
export interface SchemaIdentity {
  /** Schema URN; need not start with `urn:ietf:`. */
  readonly urn: string;
  /** Human-readable name, such as `User`. */
  readonly name: string;
  /** What the schema describes, in a sentence. */
  readonly description: string;
}

/** Characteristics by zod schema. A schema without an entry has the defaults. */
export const characteristics = z.registry<Characteristics>();

/** Identities by zod object; {@link defineSchema} adds them. */
export const schemaIdentities = z.registry<SchemaIdentity>();

/**
 * Defines a schema: a zod object with a URN, a name and a description.
 *
 * @param identity URN, name and description.
 * @param shape The attributes by name; {@link commonAttributes} may be spread into it.
 */
export function defineSchema<Shape extends z.core.$ZodLooseShape>(
  identity: SchemaIdentity,
  shape: Shape,
): z.ZodObject<Shape> {
  const schema = z.object(shape);
  schemaIdentities.add(schema, identity);
  return schema;
}

/**
 * An attribute that every resource or element must have.
 *
 * @param schema The zod schema of the value.
 * @param meta Characteristics that the zod schema does not have.
 */
export function required<Schema extends z.ZodType>(schema: Schema, meta: Characteristics): Schema {
  const attribute = schema.clone();
  characteristics.add(attribute, { ...characteristics.get(schema), ...meta });
  return attribute;
}

/**
 * An attribute that may be absent; when it is present, it has a value.
 *
 * @param schema The zod schema of the value.
 * @param meta Characteristics that the zod schema does not have.
 */
export function optional<Schema extends z.ZodType>(schema: Schema, meta: Characteristics): z.ZodExactOptional<Schema> {
  const attribute = z.exactOptional(schema);
  characteristics.add(attribute, meta);
  return attribute;
}

/** A dateTime value: an XML Schema date and time with optional fraction and offset (RFC 7643 §2.3.5). */
export function dateTime(): z.ZodString {
  const schema = z
    .string()
    .refine((value) => parseInstant(value) !== undefined, "expected a date and time such as 2026-01-31T08:30:00Z");
  characteristics.add(schema, { type: "dateTime" });
  return schema;
}

/**
 * A reference value (RFC 7643 §2.3.7).
 *
 * @param referenceTypes What it may point to: names of resource types, `external` or `uri`.
 */
export function reference(...referenceTypes: readonly string[]): z.ZodString {
  const schema = z.string();
  characteristics.add(schema, { type: "reference", referenceTypes });
  return schema;
}

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** A binary value as a base64 or base64url string (RFC 7643 §2.3.6). */
export function binary(): z.ZodString {
  const schema = z.string().regex(BASE64, "expected a base64 string");
  characteristics.add(schema, { type: "binary" });
  return schema;
}

/**
 * A string with suggested values (RFC 7643 §7, `canonicalValues`); any other string is valid too.
 *
 * @param canonicalValues The suggested values.
 */
export function suggested<Value extends string>(
  ...canonicalValues: readonly Value[]
): z.ZodType<Value | (string & {})> {
  const schema = z.string();
  characteristics.add(schema, { canonicalValues });
  return schema;
}
