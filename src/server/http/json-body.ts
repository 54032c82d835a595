/** Reads the JSON body of a request within the limits of the profile. */
import { ScimError } from "../../errors.ts";
import { isDeeperThan } from "../../internal/depth.ts";
import { isObject } from "../../internal/values.ts";
import type { Limits } from "../../profile/service-profile.ts";
import { SCIM_MEDIA_TYPE } from "../../urns.ts";
import type { ScimCall } from "./messages.ts";

/** A JSON object as it came, not yet checked against any schema. */
export type JsonBody = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON object.
 *
 * @throws ScimError 415 for another media type or a content coding, 413 for a body over the limit, 400 `invalidSyntax` for anything that is not one JSON object in UTF-8 of
 * bounded depth.
 */
export async function readJsonBody(call: ScimCall, limits: Limits): Promise<JsonBody> {
  requireJsonMediaType(call.header("content-type"));
  if (Number(call.header("content-length") ?? 0) > limits.bodyBytes) throw tooLarge(limits.bodyBytes);
  const body = await call.readBody(limits.bodyBytes);
  if (body.kind === "tooLarge") throw tooLarge(limits.bodyBytes);
  if (body.kind === "incomplete") throw invalidSyntax("The request ended before its body was complete.");
  // A parser that ran before has undone what the header still says.
  if (body.kind === "bytes") refuseEncoding(call.header("content-encoding"));
  const value = body.kind === "parsed" ? fromParser(body.value) : parseJson(decodeUtf8(body.bytes));
  if (!isObject(value)) throw invalidSyntax("The request body must be a JSON object.");
  if (isDeeperThan(value, limits.jsonDepth)) {
    throw invalidSyntax(`The request body is nested deeper than ${limits.jsonDepth} levels.`);
  }
  return value;
}

/**
 * RFC 7644 §3.1: `application/scim+json`, and `application/json` as well. JSON is in UTF-8 (RFC 8259 §8.1) and has no parameter `charset`: one that is there, whatever it
 * says, has no effect (§11), and a body in another encoding is no JSON.
 */
function requireJsonMediaType(header: string | undefined): void {
  const end = header?.indexOf(";") ?? -1;
  const mediaType = (end < 0 ? header : header?.slice(0, end))?.trim().toLowerCase();
  if (mediaType === SCIM_MEDIA_TYPE || mediaType === "application/json") return;
  throw new ScimError(`The request body must have the Content-Type ${SCIM_MEDIA_TYPE} or application/json.`, {
    status: 415,
  });
}

/** RFC 9110 §15.5.16: 415 is for a content coding as well, which no client of SCIM is known to use. */
function refuseEncoding(header: string | undefined): void {
  const coding = header?.trim().toLowerCase() ?? "";
  if (coding === "" || coding === "identity") return;
  throw new ScimError("The request body must come as it is, without a Content-Encoding.", { status: 415 });
}

/** A text or raw body parser of a framework leaves a text or bytes; a JSON parser leaves the value. */
function fromParser(value: unknown): unknown {
  if (typeof value === "string") return parseJson(value);
  return value instanceof Uint8Array ? parseJson(decodeUtf8(value)) : value;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw invalidSyntax("The request body is not valid UTF-8.");
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === "") throw invalidSyntax("The request body is empty; a JSON object is expected.");
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message may quote the body, which can hold personal data.
    throw invalidSyntax("The request body is not valid JSON.");
  }
}

/**
 * Checks that a body says it is one of these: a message or a resource. A body that says nothing is taken for what its endpoint expects, as several
 * clients leave `schemas` out.
 *
 * @throws ScimError 400 `invalidSyntax` when the body names other schemas only.
 */
export function requireSchema(body: JsonBody, accepted: readonly string[]): void {
  const schemas = schemasIn(body);
  if (schemas.length === 0) return;
  if (accepted.some((urn) => namesSchema(schemas, urn))) return;
  throw invalidSyntax(`The "schemas" of the request body must hold ${accepted.join(" or ")}.`);
}

/** What a body has under `schemas`, its name in any case. */
export function schemasIn(body: JsonBody): readonly unknown[] {
  const schemas = Object.hasOwn(body, "schemas")
    ? body["schemas"]
    : Object.entries(body).find(([name]) => name.toLowerCase() === "schemas")?.[1];
  return Array.isArray(schemas) ? schemas : [];
}

/** Whether a list of URNs holds one, in any case. */
export function namesSchema(schemas: readonly unknown[], urn: string): boolean {
  return schemas.some((other) => typeof other === "string" && other.toLowerCase() === urn.toLowerCase());
}

function invalidSyntax(detail: string): ScimError {
  return new ScimError(detail, { status: 400, scimType: "invalidSyntax" });
}

function tooLarge(bytes: number): ScimError {
  return new ScimError(`The request body is larger than ${bytes} bytes.`, { status: 413 });
}
