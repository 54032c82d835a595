/**
 * Completes the discovery documents of services to the form of RFC 7643 §5 to §7, where it is clear what a missing
 * member means.
 */
import { isObject } from "../internal/values.ts";
import { RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA } from "../urns.ts";

/** Depth to which documents are read; those of RFC 7643 nest to 6. */
const MAX_DEPTH = 20;

type Members = Readonly<Record<string, unknown>>;

/** Adds `schemas`, which the examples of RFC 7643 §8.7 do not have either. */
export function completeSchema(document: unknown): unknown {
  return withDefaults(document, { schemas: [SCHEMA_SCHEMA] });
}

/** Adds `schemas` to a resource type (RFC 7643 §6). */
export function completeResourceType(document: unknown): unknown {
  return withDefaults(document, { schemas: [RESOURCE_TYPE_SCHEMA] });
}

/**
 * Adds the features that a ServiceProviderConfig leaves out as not supported, and missing limits as none (0). PATCH and
 * filters are not added: a client that guessed would replace whole resources, or take every resource for the few it
 * requested.
 */
export function completeConfig(document: unknown): unknown {
  const unsupported = { supported: false };
  const config = withDefaults(document, {
    schemas: [SERVICE_PROVIDER_CONFIG_SCHEMA],
    bulk: unsupported,
    changePassword: unsupported,
    sort: unsupported,
    etag: unsupported,
    authenticationSchemes: [],
  });
  if (!isObject(config)) return config;
  const { bulk, filter } = config;
  return {
    ...config,
    bulk: withDefaults(bulk, { maxOperations: 0, maxPayloadSize: 0 }),
    filter: withDefaults(filter, { maxResults: 0 }),
  };
}

function withDefaults(value: unknown, defaults: Members): unknown {
  return isObject(value) ? { ...defaults, ...value } : value;
}

/**
 * A document without nulls, which mean unassigned (RFC 7643 §2.5). Values that are nested too deep for a document
 * become undefined.
 */
export function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value ?? undefined;
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((element: unknown) => withoutNulls(element, depth + 1));
  const entries = Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const kept = withoutNulls(member, depth + 1);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(entries);
}
