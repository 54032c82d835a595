/** Reads values of another type than the schema's, where they have one meaning: `53` as a string, a list of one. */
import { isObject, isUnassigned } from "../../internal/values.ts";
import type { AttributeNode, AttributeTree } from "../../models/attribute-tree.ts";

type Members = Readonly<Record<string, unknown>>;
type Attributes = ReadonlyMap<string, AttributeNode>;

/** A number as JSON writes it, short enough to be exact. */
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/;

/** A resource with the values that have one meaning as values of their attribute's type; others stay as they are. */
export function withReadableValues(resource: Members, { attributes, extensions }: AttributeTree): Members {
  return mapMembers(resource, (value, name) => {
    const extension = extensions.get(name.toLowerCase());
    if (extension !== undefined) return isObject(value) ? readMembers(value, extension.attributes) : value;
    return readMember(value, name, attributes);
  });
}

/** A value of an attribute, the whole list for a multi-valued one. */
export function readableValue(value: unknown, attribute: AttributeNode): unknown {
  if (isUnassigned(value)) return value;
  if (attribute.multiValued) {
    return (Array.isArray(value) ? value : [value]).map((element: unknown) => readElement(element, attribute));
  }
  return readElement(Array.isArray(value) && value.length === 1 ? value[0] : value, attribute);
}

function readMembers(value: Members, attributes: Attributes): Members {
  return mapMembers(value, (member, name) => readMember(member, name, attributes));
}

function readMember(value: unknown, name: string, attributes: Attributes): unknown {
  const attribute = attributes.get(name.toLowerCase());
  return attribute === undefined ? value : readableValue(value, attribute);
}

function mapMembers(members: Members, map: (value: unknown, name: string) => unknown): Members {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, map(value, name)]));
}

function readElement(value: unknown, attribute: AttributeNode): unknown {
  switch (attribute.type) {
    case "complex":
      return isObject(value) ? readMembers(value, attribute.subAttributes) : readPlainValue(value, attribute);
    case "string":
      return isExactNumber(value) ? String(value) : value;
    case "integer":
    case "decimal":
      return typeof value === "string" && NUMBER.test(value) ? Number(value) : value;
    default:
      return value;
  }
}

/** `emails: ["ada@contoso.com"]` is the value of an element, and `name: "Ada Lovelace"` the formatted name. */
function readPlainValue(value: unknown, { subAttributes }: AttributeNode): unknown {
  const main = subAttributes.get("value") ?? subAttributes.get("formatted");
  const isPlain = (typeof value === "string" && value !== "") || isExactNumber(value);
  return main === undefined || !isPlain ? value : { [main.name]: readElement(value, main) };
}

/** JSON cannot have read a larger integer exactly. */
function isExactNumber(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}
