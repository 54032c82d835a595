/** The page of a store that keeps resources as JSON documents. */
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { StoredDocument, StorePage } from "./store.ts";

/**
 * A page of documents, which are parsed only when `resources` is read.
 *
 * A wrapper of a store may copy a page with other resources. `documents` is not an own property, so that such a copy
 * does not have the documents of the original ones.
 *
 * @example
 * ```ts
 * import { DocumentPage } from "proxyclick-scim/server";
 *
 * const json = '{"id":"1","userName":"ada","meta":{"version":"W/\\"1\\""}}';
 * const page = new DocumentPage(1, [{ id: "1", json, metaEnd: json.length - 2 }]);
 * console.log(page.resources[0]?.["userName"]); // ada
 * ```
 */
export class DocumentPage implements StorePage {
  /**
   * An own property, so that copies of a page have it. One function for all pages, so that they share a hidden class.
   */
  static readonly #resources: PropertyDescriptor & ThisType<DocumentPage> = {
    enumerable: true,
    get() {
      this.#parsed ??= this.#documents.map(({ json }): JsonObject => JSON.parse(json));
      return this.#parsed;
    },
  };

  /** How many resources match, on all pages. */
  readonly total: number;
  /** Where the next page begins; undefined on the last page. */
  readonly next: string | undefined;
  /** The resources, parsed on first read. */
  declare readonly resources: readonly JsonObject[];
  readonly #documents: readonly StoredDocument[];
  #parsed: readonly JsonObject[] | undefined;

  /**
   * @param total - how many resources match, on all pages.
   * @param documents - the resources of this page, in order.
   * @param next - where the next page begins. Default: undefined, the last page.
   */
  constructor(total: number, documents: readonly StoredDocument[], next?: string) {
    this.total = total;
    this.next = next;
    this.#documents = documents;
    Object.defineProperty(this, "resources", DocumentPage.#resources);
  }

  /** The resources as documents. */
  get documents(): readonly StoredDocument[] {
    return this.#documents;
  }
}
