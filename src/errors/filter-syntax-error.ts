import { isOfKind } from "./base.ts";
import { pointAt } from "./point-at.ts";
import { ScimError } from "./scim-error.ts";

/** Where a filter or path stopped making sense. */
export interface FilterSyntaxErrorOptions {
  /** The text that was parsed. */
  readonly source: string;
  /** Zero-based offset into the text, in UTF-16 code units. */
  readonly offset: number;
  /** What would have been possible at the offset, such as `an attribute name`. */
  readonly expected: string;
  /** `invalidFilter` for filters (the default), `invalidPath` for PATCH paths. */
  readonly scimType?: "invalidFilter" | "invalidPath";
}

/** A filter or path that does not follow the grammar of RFC 7644 §3.4.2.2 or §3.5.2, or that passes a limit. */
export class FilterSyntaxError extends ScimError {
  /** Zero-based offset into the text, in UTF-16 code units. */
  readonly offset: number;
  /** What would have been possible at the offset. */
  readonly expected: string;
  /** The text around the offset and, on a second line, a caret below the place. */
  readonly caret: string;

  constructor(problem: string, options: FilterSyntaxErrorOptions) {
    const scimType = options.scimType ?? "invalidFilter";
    super(
      `${problem} at offset ${options.offset}: expected ${options.expected}`,
      { status: 400, scimType },
      "FilterSyntaxError",
      ["filter-syntax"],
    );
    this.offset = options.offset;
    this.expected = options.expected;
    this.caret = pointAt(options.source, options.offset);
  }
}

/** Whether a value is a {@link FilterSyntaxError}, also one made by another copy of this package. */
export function isFilterSyntaxError(value: unknown): value is FilterSyntaxError {
  return isOfKind(value, "filter-syntax");
}
