/** A request and its response as checks see them; what a report shows of them has no secrets. */
import { isObject, readProperty } from "../../internal/values.ts";

/** A JSON object that the service returned. */
export type Body = Readonly<Record<string, unknown>>;

/** A request; its headers have no credentials. */
export interface SentRequest {
  /** HTTP method. */
  readonly method: string;
  /** Path and query below the base URL. */
  readonly path: string;
  /** Headers that differ from the usual ones; credentials are replaced by a description. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body that was sent; undefined without one. */
  readonly body?: string | undefined;
}

/** A response whose body was read. */
export interface ServiceResponse {
  /** The request. */
  readonly request: SentRequest;
  /** HTTP status. */
  readonly status: number;
  /** Response headers. */
  readonly headers: Headers;
  /** The body as a string, as it was received. */
  readonly rawBody: string;
  /** The body as a JSON object; empty for anything else. */
  readonly body: Body;
}

/** A resource that a check created. */
export interface CreatedResource {
  /** The resource's id. */
  readonly id: string;
  /** Its path below the base URL. */
  readonly path: string;
  /** The response to the create. */
  readonly response: ServiceResponse;
  /** The resource. */
  readonly body: Body;
}

/** A value by its dotted path, such as `name.givenName` or `emails.0.value`; undefined when there is none. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (found, name) => (isObject(found) || Array.isArray(found) ? readProperty(found, name) : undefined),
      value,
    );
}

/** The array with a name; empty for anything else. */
export function arrayOf(body: Body, name: string): readonly unknown[] {
  const list = readProperty(body, name);
  return Array.isArray(list) ? list : [];
}

/** The objects in the array with a name. */
export function objectsOf(body: Body, name: string): readonly Body[] {
  return arrayOf(body, name).filter(isObject);
}

/** The resources of a ListResponse. */
export function resourcesOf({ body }: ServiceResponse): readonly Body[] {
  return objectsOf(body, "Resources");
}

/** A value that is a string; an empty string for anything else. */
export function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
