/** Reads the discovery documents of a service once (RFC 7644 §4), and remembers them. */
import type * as z from "zod";
import { isObject } from "../internal/values.ts";
import { ResourceTypeDocument, SchemaDocument, ServiceProviderConfig } from "../models/index.ts";
import { completeConfig, completeResourceType, completeSchema, withoutNulls } from "./discovery-gaps.ts";
import { parseListResponse } from "./parse-response.ts";
import type { CompletedCall } from "./transport/call-record.ts";
import { notScimError } from "./transport/map-error.ts";
import type { Transport } from "./transport/transport.ts";
import type { CallOptions } from "./transport/transport-options.ts";

/** Options of a call for a discovery document. */
export interface DiscoveryOptions extends CallOptions {
  /** Reads the document again although it was read before; false by default. */
  readonly refresh?: boolean | undefined;
}

/** The discovery documents of one service. */
export class Discovery {
  readonly #transport: Transport;
  /** Set by the first successful read; a failure is not remembered. */
  #config: ServiceProviderConfig | undefined;
  #resourceTypes: readonly ResourceTypeDocument[] | undefined;
  #schemas: readonly SchemaDocument[] | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The configuration, if it was read already. */
  get knownConfig(): ServiceProviderConfig | undefined {
    return this.#config;
  }

  /** RFC 7643 §5. */
  async config(options: DiscoveryOptions): Promise<ServiceProviderConfig> {
    if (this.#config !== undefined && options.refresh !== true) return this.#config;
    const call = await this.#read("/ServiceProviderConfig", options);
    const { body } = call.response;
    // Some services wrap the only document into a list.
    const [only] = isObject(body) && Array.isArray(body["Resources"]) ? parseListResponse(call, false).resources : [];
    const document = completeConfig(withoutNulls(only ?? body));
    this.#config = parseDocument(document, ServiceProviderConfig, call, "a ServiceProviderConfig");
    return this.#config;
  }

  /** RFC 7643 §6. */
  async resourceTypes(options: DiscoveryOptions): Promise<readonly ResourceTypeDocument[]> {
    if (this.#resourceTypes !== undefined && options.refresh !== true) return this.#resourceTypes;
    const call = await this.#read("/ResourceTypes", options);
    this.#resourceTypes = parseList(call, completeResourceType, ResourceTypeDocument, "a list of resource types");
    return this.#resourceTypes;
  }

  /** RFC 7643 §7. */
  async schemas(options: DiscoveryOptions): Promise<readonly SchemaDocument[]> {
    if (this.#schemas !== undefined && options.refresh !== true) return this.#schemas;
    const call = await this.#read("/Schemas", options);
    this.#schemas = parseList(call, completeSchema, SchemaDocument, "a list of schemas");
    return this.#schemas;
  }

  #read(path: string, options: DiscoveryOptions): Promise<CompletedCall> {
    return this.#transport.send({ method: "GET", path, options });
  }
}

/** Discovery lists have one page (RFC 7644 §4); some services send a bare array. */
function parseList<Document>(
  call: CompletedCall,
  complete: (document: unknown) => unknown,
  schema: z.ZodType<Document>,
  expected: string,
): readonly Document[] {
  const { body } = call.response;
  const { total, resources } = Array.isArray(body)
    ? { total: body.length, resources: body }
    : parseListResponse(call, false);
  if (total !== undefined && total > resources.length) {
    throw notScimError(call, `${expected} that is complete, not ${resources.length} of ${total}`);
  }
  return resources.map((document: unknown) => parseDocument(complete(withoutNulls(document)), schema, call, expected));
}

function parseDocument<Document>(
  value: unknown,
  schema: z.ZodType<Document>,
  call: CompletedCall,
  expected: string,
): Document {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined ? "" : ` (${issue.path.map(String).join(".")}: ${issue.message})`;
  throw notScimError(call, `${expected}${place}`);
}
