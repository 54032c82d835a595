/** The page of a store that keeps resources as JSON texts. */
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { StoredText, StorePage } from "./store.ts";

/**
 * A page of texts, which are parsed only when `resources` is read.
 *
 * A wrapper of a store may copy a page with other resources. `texts` is not an own property, so that such a copy does
 * not have the texts of the original ones.
 *
 * @example
 * ```ts
 * import { TextPage } from "proxyclick-scim/server";
 *
 * const text = '{"id":"1","userName":"ada","meta":{"version":"W/\\"1\\""}}';
 * const page = new TextPage(1, [{ id: "1", text, metaEnd: text.length - 2 }]);
 * console.log(page.resources[0]?.["userName"]); // ada
 * ```
 */
export class TextPage implements StorePage {
  /** An own property, so that copies of a page have it. One function for all pages, so that they share a hidden class. */
  static readonly #resources: PropertyDescriptor & ThisType<TextPage> = {
    enumerable: true,
    get() {
      this.#parsed ??= this.#texts.map(({ text }): JsonObject => JSON.parse(text));
      return this.#parsed;
    },
  };

  /** How many resources match, on all pages. */
  readonly total: number;
  /** Where the next page begins; undefined on the last page. */
  readonly next: string | undefined;
  /** The resources, parsed on first read. */
  declare readonly resources: readonly JsonObject[];
  readonly #texts: readonly StoredText[];
  #parsed: readonly JsonObject[] | undefined;

  /**
   * @param total - how many resources match, on all pages.
   * @param texts - the resources of this page, in order.
   * @param next - where the next page begins. Default: undefined, the last page.
   */
  constructor(total: number, texts: readonly StoredText[], next?: string) {
    this.total = total;
    this.next = next;
    this.#texts = texts;
    Object.defineProperty(this, "resources", TextPage.#resources);
  }

  /** The resources as texts. */
  get texts(): readonly StoredText[] {
    return this.#texts;
  }
}
