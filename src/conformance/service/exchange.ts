/** What was sent and what came, as a check and a report see it: without the token. */
import { isObject, readProperty } from "../../internal/values.ts";

/** A JSON object of the service, as it came. */
export type Body = Readonly<Record<string, unknown>>;

/** A request as it may be shown. */
export interface SentRequest {
  /** HTTP method. */
  readonly method: string;
  /** Path and query below the base URL. */
  readonly path: string;
  /** Headers beyond the usual ones; credentials are told in words. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body as it was sent; undefined without one. */
  readonly body?: string | undefined;
}

/** An answer with its body read. */
export interface ServiceResponse {
  /** What it answers. */
  readonly request: SentRequest;
  /** HTTP status. */
  readonly status: number;
  /** Response headers. */
  readonly headers: Headers;
  /** Body as text, the token taken out. */
  readonly bodyText: string;
  /** Body as a JSON object; empty for anything else. */
  readonly body: Body;
}

/** A resource that a service returned. */
export interface CreatedResource {
  /** The resource's id. */
  readonly id: string;
  /** Its path below the base URL. */
  readonly path: string;
  /** The answer that it came in. */
  readonly response: ServiceResponse;
  /** The resource itself. */
  readonly body: Body;
}

/** A member of a JSON value by a dotted path, such as `name.givenName` or `emails.0.value`; undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (found, name) => (isObject(found) || Array.isArray(found) ? readProperty(found, name) : undefined),
      value,
    );
}

/** The list under a name; empty for anything else. */
export function arrayOf(body: Body, name: string): readonly unknown[] {
  const list = readProperty(body, name);
  return Array.isArray(list) ? list : [];
}

/** The elements of a multi-valued complex attribute. */
export function objectsOf(body: Body, name: string): readonly Body[] {
  return arrayOf(body, name).filter(isObject);
}

/** The resources of a ListResponse. */
export function resourcesOf({ body }: ServiceResponse): readonly Body[] {
  return objectsOf(body, "Resources");
}

/** An attribute as text; empty for anything else. */
export function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
