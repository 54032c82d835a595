/** The resources of one type at a service: create, read, list, change, delete. */
import { isScimRequestError, ScimRequestError } from "../errors.ts";
import type { AttributeName } from "../filter/attribute-name.ts";
import { compileFilter } from "../filter/compile.ts";
import { parseFilter } from "../filter/parser.ts";
import type { DroppedValue } from "../internal/dropped-value.ts";
import { isObject } from "../internal/values.ts";
import type { ResourceType } from "../models/resource-type.ts";
import type { PatchOperation } from "../patch/operation.ts";
import type { Capabilities } from "../profile/service-profile.ts";
import { PATCH_OP } from "../urns.ts";
import type { BulkOperation } from "./bulk/types.ts";
import { assertFilterSupported, canFilter, defaultPageSize, notSupportedError } from "./capabilities.ts";
import { changesToOperations } from "./changes-to-patch.ts";
import { createRecovery, mayHaveCreated } from "./create-recovery.ts";
import { equalityFilter } from "./equality-filter.ts";
import {
  firstPosition,
  isProjection,
  type PagePosition,
  pageOptionsAt,
  pageQuery,
  resourceQuery,
  searchRequest,
} from "./list-query.ts";
import { type MemberLimits, splitMemberChanges } from "./member-changes.ts";
import { resourceList } from "./paginate.ts";
import {
  type ParseContext,
  parseListResponse,
  parsePage,
  parseProjection,
  parseResource,
  versionOf,
} from "./parse-response.ts";
import { changedBody } from "./put-body.ts";
import { patchBody, resourceBody, type WriteContext } from "./request-body.ts";
import type { CompletedCall } from "./transport/call-record.ts";
import { assertHeaderValue, assertVersion } from "./transport/header-fields.ts";
import { notScimError, requestError } from "./transport/map-error.ts";
import { pathSegment } from "./transport/tenant-url.ts";
import type { Transport } from "./transport/transport.ts";
import type { CallOptions, ScimRequest } from "./transport/transport-options.ts";
import type {
  Changes,
  InvalidResource,
  ListOptions,
  MatchingAttributes,
  Page,
  PageOptions,
  ProjectedResource,
  ReadOptions,
  ResourceInput,
  ResourceList,
  WithId,
  WriteOptions,
} from "./types.ts";

/** What a {@link ResourceClient} works with; its `ScimClient` provides it. */
export interface ResourceClientContext extends WriteContext {
  /** Sends the requests. */
  readonly transport: Transport;
  /** What the service is known to be able to do; undefined while nothing is known. */
  readonly capabilities: () => Capabilities | undefined;
  /** Most members that one PATCH may add or remove; undefined for no limit. */
  readonly memberChanges?: MemberLimits | undefined;
}

/** A request to the endpoint of the type, or to one of its resources. */
interface ResourceRequest extends Omit<ScimRequest, "path"> {
  /** Id of the resource. An id that is present and undefined is an error: it would address the whole collection. */
  readonly id?: string | undefined;
  /** What follows the endpoint. */
  readonly suffix?: string;
}

/** The resources of one type at a service. Made by `ScimClient.resources`. */
export class ResourceClient<Resource extends object> {
  /** The type of the resources. */
  readonly type: ResourceType<Resource>;
  /** Base URL of the service, as `ScimClient.identity`. */
  readonly identity: string;
  readonly #context: ResourceClientContext;

  /** @internal */
  constructor(type: ResourceType<Resource>, context: ResourceClientContext) {
    this.type = type;
    this.identity = context.transport.baseUrl;
    this.#context = context;
  }

  /** Whether the service takes filters, as far as is known. */
  canFilter(): boolean {
    return canFilter(this.#context.capabilities());
  }

  /**
   * A resource as `create` would send it: with canonical names, and within the rules of the service. Nothing is sent.
   *
   * @param options - `unknown`: as of {@link create}; `onDropped`: called for each value that the guard leaves out, in
   * place of a warning to the logger
   * @throws ServiceLimitationError or another ScimError for a resource that cannot be sent.
   */
  prepare(
    resource: object,
    options: {
      /** What to do with attributes that the type does not have. */
      readonly unknown?: "refuse" | "keep" | undefined;
      /** Called for each value that the guard leaves out. */
      readonly onDropped?: ((dropped: DroppedValue) => void) | undefined;
    } = {},
  ): object {
    return resourceBody(resource, this.type, this.#context, options);
  }

  /**
   * Operations as `patch` would send them; none when nothing would be sent.
   *
   * @param options - `onDropped`: as of {@link prepare}
   */
  prepareOperations(
    operations: readonly PatchOperation[],
    options: {
      /** Called for each value that the guard leaves out. */
      readonly onDropped?: ((dropped: DroppedValue) => void) | undefined;
    } = {},
  ): readonly PatchOperation[] {
    return this.#context.guard?.operations(operations, options.onDropped) ?? operations;
  }

  /**
   * Creates a resource (RFC 7644 §3.3). When no response comes, the client looks for the resource by its unique value
   * before it sends the request again. A stored resource may be given: `id`, `meta` and what else only the service
   * writes is left out.
   *
   * @param options - `unknown`: attributes that the type does not have are an error (`refuse`, the default), or sent as
   * they are (`keep`)
   * @throws ScimError 400 for an attribute that the type does not have. ScimRequestError; code `conflict` when a unique
   * value is taken.
   */
  async create(
    resource: ResourceInput<Resource>,
    options: CallOptions & {
      /** What to do with attributes that the type does not have. */
      readonly unknown?: "refuse" | "keep" | undefined;
    } = {},
  ): Promise<WithId<Resource>> {
    const body = resourceBody(resource, this.type, this.#context, options);
    const recover = createRecovery(body, this.type, (filter) => this.find(filter, options));
    try {
      const call = await this.#send({ method: "POST", body, recover, options });
      return this.#parse(call);
    } catch (error) {
      const created = recover !== undefined && mayHaveCreated(error) ? await recover() : undefined;
      if (created === undefined) throw error;
      return created;
    }
  }

  /**
   * Reads a resource by its id (RFC 7644 §3.4.1).
   *
   * @throws ScimRequestError; code `not_found` when there is none.
   */
  async get<
    const Included extends AttributeName<Resource> = never,
    const Excluded extends AttributeName<Resource> = never,
  >(
    id: string,
    options: ReadOptions<Included, Excluded> = {},
  ): Promise<ProjectedResource<Resource, Included, Excluded>> {
    const call = await this.#send({ method: "GET", id, query: resourceQuery(options), options });
    const context = this.#parseContext(call);
    return parseProjection<Resource, Included, Excluded>(call.response.body, context, isProjection(options));
  }

  /**
   * Reads a resource unless it still has a known version (RFC 7644 §3.14).
   *
   * @param ifNoneMatch - known version: its `meta.version`; with an empty one the resource is always read
   * @returns undefined when the resource has not changed. A service without versions always returns the resource.
   */
  async getIfChanged(
    id: string,
    ifNoneMatch: string,
    options: CallOptions = {},
  ): Promise<WithId<Resource> | undefined> {
    assertHeaderValue("ifNoneMatch", ifNoneMatch);
    const condition = ifNoneMatch.trim() === "" ? undefined : { "if-none-match": ifNoneMatch };
    const call = await this.#send({ method: "GET", id, condition, options });
    return call.response.status === 304 ? undefined : this.#parse(call);
  }

  /**
   * The first resource that matches. The client checks the response against the filter, so a service that ignores
   * filters does not return somebody else's resource. At a service that is known to have no filters, it reads all
   * resources until one matches.
   *
   * @param where - attributes and the values they must equal, such as `{ userName: "ada@contoso.com" }`, or a filter
   * string
   * @throws TypeError for an unknown attribute or a value of another type. FilterSyntaxError or another ScimError for
   * an invalid filter string.
   */
  async find(
    where: MatchingAttributes<Resource> | string,
    options: CallOptions = {},
  ): Promise<WithId<Resource> | undefined> {
    const filter = typeof where === "string" ? where : equalityFilter({ ...where }, this.type);
    const matches = compileFilter(parseFilter(filter), this.type);
    const filtered: ListOptions<never, never> = { ...options, filter: this.canFilter() ? filter : undefined };
    const list = this.#toList(filtered, (position) => this.page(pageOptionsAt(filtered, position)), false);
    for await (const resource of list) {
      if (matches(resource)) return resource;
    }
    return undefined;
  }

  /**
   * All resources that satisfy a filter, read page by page while they are iterated.
   *
   * @throws ScimRequestError with code `not_scim` when the list cannot be read to its end; ScimError 501 for a filter
   * at a service that is known to have none.
   */
  list<const Included extends AttributeName<Resource> = never, const Excluded extends AttributeName<Resource> = never>(
    options: ListOptions<Included, Excluded> = {},
  ): ResourceList<ProjectedResource<Resource, Included, Excluded>> {
    return this.#toList(options, (position) => this.page(pageOptionsAt(options, position)));
  }

  /** The same list by POST to `/.search` (RFC 7644 §3.4.3): for filters too long, or too private, for a URL. */
  search<
    const Included extends AttributeName<Resource> = never,
    const Excluded extends AttributeName<Resource> = never,
  >(options: ListOptions<Included, Excluded> = {}): ResourceList<ProjectedResource<Resource, Included, Excluded>> {
    return this.#toList(options, async (position) => {
      assertFilterSupported(options, this.#context.capabilities());
      const pageOptions = pageOptionsAt(options, position);
      const body = searchRequest(pageOptions, this.#pageSize(pageOptions));
      return this.#parsePage(
        await this.#send({ method: "POST", suffix: "/.search", body, safe: true, options }),
        pageOptions,
      );
    });
  }

  /** One page of a list (RFC 7644 §3.4.2.4). */
  async page<
    const Included extends AttributeName<Resource> = never,
    const Excluded extends AttributeName<Resource> = never,
  >(options: PageOptions<Included, Excluded> = {}): Promise<Page<ProjectedResource<Resource, Included, Excluded>>> {
    assertFilterSupported(options, this.#context.capabilities());
    const { startIndex, cursor, paging } = options;
    const position =
      startIndex === undefined && cursor === undefined ? firstPosition(paging, this.#context.capabilities()) : {};
    const query = pageQuery({ ...options, ...position }, this.#pageSize(options));
    return this.#parsePage(await this.#send({ method: "GET", query, options }), options);
  }

  /**
   * How many resources satisfy a filter; all by default. None is transferred (RFC 7644 §3.4.2.4, `count=0`), and
   * resources that a service sends anyway are ignored: the number is what the service says.
   */
  async count(options: CallOptions & Pick<ListOptions, "filter"> = {}): Promise<number> {
    assertFilterSupported(options, this.#context.capabilities());
    const call = await this.#send({ method: "GET", query: pageQuery(options, 0), options });
    const { total } = parseListResponse(call, false);
    if (total === undefined) throw notScimError(call, "a ListResponse with totalResults");
    return total;
  }

  /**
   * Replaces a resource by another one (RFC 7644 §3.5.1). Attributes that are not given are removed. Accepts and
   * refuses the same attributes as {@link create}.
   */
  async replace(
    id: string,
    resource: ResourceInput<Resource>,
    options: WriteOptions & {
      /** What to do with attributes that the type does not have. */
      readonly unknown?: "refuse" | "keep" | undefined;
    } = {},
  ): Promise<WithId<Resource>> {
    const body = resourceBody(resource, this.type, this.#context, options);
    return this.#put(id, body, options);
  }

  /**
   * Changes a resource by one PATCH (RFC 7644 §3.5.2). At a service that is known to have no PATCH, the client reads
   * the resource, changes it, and replaces it.
   *
   * Where the client's option `memberChanges` limits the members of a request, further ones follow in order; when one
   * of them fails, the change took effect in part, and the error says so (`mayHaveTakenEffect`).
   *
   * @param options - whether to read the resource when the service answers without it (204): `readBack`, true by
   * default
   * @returns the changed resource; undefined only with `readBack: false`, when the service answers without it.
   * @throws ScimRequestError. When the change succeeded but reading it back failed, `mayHaveTakenEffect` is true.
   */
  async patch(
    id: string,
    operations: readonly PatchOperation[],
    options?: WriteOptions & {
      /** Whether to read the resource when the service answers without it. */
      readonly readBack?: true | undefined;
    },
  ): Promise<WithId<Resource>>;
  async patch(
    id: string,
    operations: readonly PatchOperation[],
    options?: WriteOptions & {
      /** Whether to read the resource when the service answers without it. */
      readonly readBack?: boolean | undefined;
    },
  ): Promise<WithId<Resource> | undefined>;
  async patch(
    id: string,
    operations: readonly PatchOperation[],
    options: WriteOptions & { readonly readBack?: boolean | undefined } = {},
  ): Promise<WithId<Resource> | undefined> {
    const body = patchBody(operations, this.#context);
    if (body === undefined) return options.readBack === false ? undefined : this.get(id, options);
    // Operations that the guard added, such as the work email of a new userName, belong to the change.
    if (this.#context.capabilities()?.patch === false) return this.#patchByPut(id, body.Operations, options);
    const { memberChanges } = this.#context;
    const requests =
      memberChanges === undefined
        ? [body.Operations]
        : splitMemberChanges(body.Operations, memberChanges, this.type.tree);
    const call = await this.#sendPatches(id, requests, options);
    if (options.readBack === false && call.response.body === undefined) return undefined;
    return this.#changed(id, call, options);
  }

  /**
   * Changes attributes by one PATCH, which is made from the changes alone, without reading the resource first.
   *
   * @param changes - new values by attribute; null removes one
   * @returns the changed resource, read again when the service answers without it (204).
   * @throws ScimError 400 for an attribute that the type does not have; otherwise as `patch`. What only the service
   * writes, such as `meta` of a stored resource, is left out.
   */
  async update(id: string, changes: Changes<Resource>, options: WriteOptions = {}): Promise<WithId<Resource>> {
    return this.patch(id, changesToOperations(changes, this.type.tree), { ...options, readBack: true });
  }

  /**
   * Deletes a resource (RFC 7644 §3.6). A resource that is gone when the request has to be sent again counts as
   * deleted.
   *
   * @throws ScimRequestError; code `not_found` when there is none.
   */
  async delete(id: string, options: WriteOptions = {}): Promise<void> {
    await this.#send({ method: "DELETE", id, condition: this.#ifMatch(options), options });
  }

  /**
   * A create, to be sent with others by `ScimClient.bulk`.
   *
   * @param bulkId - a name for the new resource; other operations refer to it as `bulkId:` and this name
   */
  toCreate(resource: ResourceInput<Resource>, bulkId?: string): BulkOperation {
    const data = resourceBody(resource, this.type, this.#context);
    const { type } = this;
    return { method: "POST", path: type.endpoint, type, data, ...(bulkId === undefined ? {} : { bulkId }) };
  }

  /** A replacement, to be sent with others by `ScimClient.bulk`. */
  toReplace(id: string, resource: ResourceInput<Resource>, options: Pick<WriteOptions, "ifMatch"> = {}): BulkOperation {
    return this.#toBulk("PUT", id, options, resourceBody(resource, this.type, this.#context));
  }

  /** A change of attributes, to be sent with others by `ScimClient.bulk`. */
  toUpdate(id: string, changes: Changes<Resource>, options: Pick<WriteOptions, "ifMatch"> = {}): BulkOperation {
    return this.toPatch(id, changesToOperations(changes, this.type.tree), options);
  }

  /** A PATCH, to be sent with others by `ScimClient.bulk`. */
  toPatch(
    id: string,
    operations: readonly PatchOperation[],
    options: Pick<WriteOptions, "ifMatch"> = {},
  ): BulkOperation {
    const nothing = { schemas: [PATCH_OP], Operations: [] };
    return this.#toBulk("PATCH", id, options, patchBody(operations, this.#context) ?? nothing);
  }

  /** A deletion, to be sent with others by `ScimClient.bulk`. */
  toDelete(id: string, options: Pick<WriteOptions, "ifMatch"> = {}): BulkOperation {
    return this.#toBulk("DELETE", id, options, undefined);
  }

  #toBulk(
    method: "PUT" | "PATCH" | "DELETE",
    id: string,
    { ifMatch }: Pick<WriteOptions, "ifMatch">,
    data: object | undefined,
  ): BulkOperation {
    return {
      method,
      // A reference to a resource of the same request is not an id, and must not be encoded.
      path: `${this.type.endpoint}/${id.startsWith("bulkId:") ? id : pathSegment(id)}`,
      type: this.type,
      ...(data === undefined ? {} : { data }),
      ...(ifMatch === undefined ? {} : { version: ifMatch }),
    };
  }

  /** Sends the requests of one change in order. The version is a condition of the first, which makes a new one. */
  async #sendPatches(
    id: string,
    [first = [], ...others]: readonly (readonly PatchOperation[])[],
    options: WriteOptions,
  ): Promise<CompletedCall> {
    const request = (operations: readonly PatchOperation[]) =>
      ({ method: "PATCH", id, body: { schemas: [PATCH_OP], Operations: operations }, options }) as const;
    let call = await this.#send({ ...request(first), condition: this.#ifMatch(options) });
    for (const [index, operations] of others.entries()) {
      try {
        call = await this.#send(request(operations));
      } catch (error) {
        const done = `${index + 1} of ${others.length + 1} requests of this change took effect`;
        throw isScimRequestError(error) ? afterSuccess(error, `${error.method} ${error.requestPath}: ${done}`) : error;
      }
    }
    return call;
  }

  async #put(id: string, body: object, options: WriteOptions): Promise<WithId<Resource>> {
    const call = await this.#send({ method: "PUT", id, body, condition: this.#ifMatch(options), options });
    return this.#changed(id, call, options);
  }

  async #patchByPut(
    id: string,
    operations: readonly PatchOperation[],
    options: WriteOptions,
  ): Promise<WithId<Resource>> {
    const call = await this.#send({ method: "GET", id, options });
    this.#parse(call);
    const { body: read } = call.response;
    const body = changedBody(isObject(read) ? read : {}, operations, this.type, this.#context.schema);
    // Where the service has versions, a change by somebody else in between must not be overwritten.
    const version = this.#context.capabilities()?.etag === true ? versionOf(call.response) : undefined;
    return this.#put(id, body, { ...options, ifMatch: options.ifMatch ?? version });
  }

  /** The resource after a change: from the response, or read again when the response has no body. */
  async #changed(id: string, call: CompletedCall, options: CallOptions): Promise<WithId<Resource>> {
    if (call.response.body !== undefined) return this.#parse(call);
    try {
      return this.#parse(await this.#send({ method: "GET", id, options }));
    } catch (error) {
      if (!isScimRequestError(error)) throw error;
      const problem = `${call.method} ${error.requestPath}: the change succeeded, but reading the resource back failed`;
      throw afterSuccess(error, problem);
    }
  }

  #ifMatch({ ifMatch }: WriteOptions): Readonly<Record<string, string>> | undefined {
    if (ifMatch === undefined) return undefined;
    // A service without versions would ignore the condition and make the change.
    if (this.#context.capabilities()?.etag === false) throw notSupportedError("versions (ifMatch)");
    assertVersion("ifMatch", ifMatch);
    return { "if-match": ifMatch };
  }

  #pageSize({ count }: ListOptions): number {
    return count ?? defaultPageSize(this.#context.capabilities());
  }

  #toList<Item extends { readonly id: string }>(
    options: ListOptions,
    readPage: (position: PagePosition) => Promise<Page<Item>>,
    looksFurther = true,
  ): ResourceList<Item> {
    const call = { method: "GET", path: this.type.endpoint, attempts: 1 };
    const toError = (problem: string): Error => requestError(call, "not_scim", problem);
    return resourceList({
      readPage,
      toError,
      signal: options.signal,
      first: firstPosition(options.paging, this.#context.capabilities()),
      count: this.#pageSize(options),
      looksFurther,
    });
  }

  #parse(call: CompletedCall): WithId<Resource> {
    return parseResource(call.response.body, this.#parseContext(call));
  }

  #parsePage<Included extends string, Excluded extends string>(
    call: CompletedCall,
    options: PageOptions,
  ): Page<ProjectedResource<Resource, Included, Excluded>> {
    const context = {
      ...this.#parseContext(call, options.onInvalidResource),
      byCursor: options.cursor !== undefined,
    };
    return parsePage<Resource, Included, Excluded>(context, isProjection(options));
  }

  #parseContext(call: CompletedCall, onInvalidResource?: (resource: InvalidResource) => void): ParseContext<Resource> {
    const { transport } = this.#context;
    return { type: this.type, call, warn: (fields, message) => transport.warn(fields, message), onInvalidResource };
  }

  /** @throws ScimRequestError; `not_scim` for a response that is not JSON. */
  async #send(request: ResourceRequest): Promise<CompletedCall> {
    const { id, suffix = "", ...rest } = request;
    const path = `${this.type.endpoint}${Object.hasOwn(request, "id") ? `/${pathSegment(id)}` : ""}${suffix}`;
    const call = await this.#context.transport.send({ ...rest, path });
    if (call.response.hasForeignBody) throw notScimError(call, "JSON");
    return call;
  }
}

/** The error of a request after others of the same call had taken effect. */
function afterSuccess(error: ScimRequestError, problem: string): ScimRequestError {
  return new ScimRequestError(`${problem}: ${error.message}`, {
    ...error,
    cause: error.cause,
    mayHaveTakenEffect: true,
  });
}
