/**
 * Discovery documents as services send them, brought to the form of RFC 7643 §5 to §7: what they leave out without any doubt about its meaning is filled in.
 */
import { isObject } from "../internal/values.ts";
import { RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA } from "../urns.ts";

/** Depth to which documents are read; those of RFC 7643 nest to 6. */
const MAX_DEPTH = 20;

type Members = Readonly<Record<string, unknown>>;

/** The examples of RFC 7643 §8.7 have no `schemas` themselves. */
export function completeSchema(document: unknown): unknown {
  return withDefaults(document, { schemas: [SCHEMA_SCHEMA] });
}

/** RFC 7643 §6. */
export function completeResourceType(document: unknown): unknown {
  return withDefaults(document, { schemas: [RESOURCE_TYPE_SCHEMA] });
}

/**
 * A feature that is not named is not there, and a bound that is not named is none (0). PATCH and filters must be named: a client that goes by a guess would replace
 * whole resources, or take everybody for the few it asked for.
 */
export function completeConfig(document: unknown): unknown {
  const absent = { supported: false };
  const config = withDefaults(document, {
    schemas: [SERVICE_PROVIDER_CONFIG_SCHEMA],
    bulk: absent,
    changePassword: absent,
    sort: absent,
    etag: absent,
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

/** RFC 7643 §2.5: null is unassigned. Undefined for what is nested too deep to be a document. */
export function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value ?? undefined;
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((element: unknown) => withoutNulls(element, depth + 1));
  const entries = Object.entries(value).flatMap(([name, part]: [string, unknown]) => {
    const kept = withoutNulls(part, depth + 1);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(entries);
}
