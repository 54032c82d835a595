/** Reads the JSON body of a request within the limits of the profile. */
import { ScimError } from "../../errors.ts";
import { isDeeperThan } from "../../internal/depth.ts";
import { isObject } from "../../internal/values.ts";
import type { Limits } from "../../profile/service-profile.ts";
import { SCIM_MEDIA_TYPE } from "../../urns.ts";
import type { ScimRequest } from "./messages.ts";

/** A JSON object as sent, not yet checked against any schema. */
export type JsonBody = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON object.
 *
 * @throws ScimError 415 for another media type or a content coding; 413 for a body over the limit; 400 `invalidSyntax`
 * for anything but one JSON object in UTF-8 within the allowed depth.
 */
export async function readJsonBody(request: ScimRequest, limits: Limits): Promise<JsonBody> {
  requireJsonMediaType(request.header("content-type"));
  if (Number(request.header("content-length") ?? 0) > limits.bodyBytes) throw tooLarge(limits.bodyBytes);
  const body = await request.readBody(limits.bodyBytes);
  if (body.kind === "tooLarge") throw tooLarge(limits.bodyBytes);
  if (body.kind === "incomplete") throw invalidSyntax("The request ended before its body was complete.");
  // A body parser has already undone the coding that the header still names.
  if (body.kind === "bytes") rejectContentEncoding(request.header("content-encoding"));
  const value = body.kind === "parsed" ? fromParsedBody(body.value) : parseJson(decodeUtf8(body.bytes));
  if (!isObject(value)) throw invalidSyntax("The request body must be a JSON object.");
  if (isDeeperThan(value, limits.jsonDepth)) {
    throw invalidSyntax(`The request body is nested deeper than ${limits.jsonDepth} levels.`);
  }
  return value;
}

/**
 * RFC 7644 §3.1: `application/scim+json`, and `application/json` as well. JSON is in UTF-8 (RFC 8259 §8.1); a parameter
 * `charset` has no effect (§11), and a body in another encoding is not JSON.
 */
function requireJsonMediaType(header: string | undefined): void {
  const end = header?.indexOf(";") ?? -1;
  const mediaType = (end < 0 ? header : header?.slice(0, end))?.trim().toLowerCase();
  if (mediaType === SCIM_MEDIA_TYPE || mediaType === "application/json") return;
  throw new ScimError(`The request body must have the Content-Type ${SCIM_MEDIA_TYPE} or application/json.`, {
    status: 415,
  });
}

/** RFC 9110 §15.5.16: 415 also covers content codings, which no known SCIM client uses. */
function rejectContentEncoding(header: string | undefined): void {
  const coding = header?.trim().toLowerCase() ?? "";
  if (coding === "" || coding === "identity") return;
  throw new ScimError("The request body must be sent without a Content-Encoding.", { status: 415 });
}

/** A framework's text or raw body parser leaves a string or bytes; a JSON parser leaves the value. */
function fromParsedBody(value: unknown): unknown {
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

function parseJson(json: string): unknown {
  if (json.trim() === "") throw invalidSyntax("The request body is empty; a JSON object is expected.");
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own message may quote the body, which can hold personal data.
    throw invalidSyntax("The request body is not valid JSON.");
  }
}

/**
 * Checks that a body names one of these schemas. A body without `schemas` is accepted, because several clients leave it
 * out.
 *
 * @throws ScimError 400 `invalidSyntax` when the body names only other schemas.
 */
export function requireSchema(body: JsonBody, accepted: readonly string[]): void {
  const schemas = readSchemas(body);
  if (schemas.length === 0) return;
  if (accepted.some((urn) => includesSchema(schemas, urn))) return;
  throw invalidSyntax(`The "schemas" of the request body must include ${accepted.join(" or ")}.`);
}

/** The list under `schemas`, whose name may have any case; empty when there is none. */
export function readSchemas(body: JsonBody): readonly unknown[] {
  const schemas = Object.hasOwn(body, "schemas")
    ? body["schemas"]
    : Object.entries(body).find(([name]) => name.toLowerCase() === "schemas")?.[1];
  return Array.isArray(schemas) ? schemas : [];
}

/** Whether a list of URNs includes one, compared without case. */
export function includesSchema(schemas: readonly unknown[], urn: string): boolean {
  return schemas.some((other) => typeof other === "string" && other.toLowerCase() === urn.toLowerCase());
}

function invalidSyntax(detail: string): ScimError {
  return new ScimError(detail, { status: 400, scimType: "invalidSyntax" });
}

function tooLarge(bytes: number): ScimError {
  return new ScimError(`The request body is larger than ${bytes} bytes.`, { status: 413 });
}
