/** The error for a filter or path that cannot be parsed. */
import { isErrorOf } from "./base.ts";
import { caretExcerpt } from "./caret-excerpt.ts";
import { ScimError } from "./scim-error.ts";

/** A filter or path that does not follow the grammar of RFC 7644 §3.4.2.2 or §3.5.2, or that exceeds a limit. */
export class FilterSyntaxError extends ScimError {
  /** Zero-based offset into the filter or path, in UTF-16 code units. */
  readonly offset: number;
  /** What the grammar allows at the offset. */
  readonly expected: string;
  /** The characters around the offset and, on a second line, a caret below it. */
  readonly caret: string;

  constructor(
    problem: string,
    {
      source,
      offset,
      expected,
      scimType = "invalidFilter",
    }: {
      /** The filter or path. */
      readonly source: string;
      /** Zero-based offset into the filter or path, in UTF-16 code units. */
      readonly offset: number;
      /** What the grammar allows at the offset, such as `an attribute name`. */
      readonly expected: string;
      /** `invalidFilter` for filters (the default), `invalidPath` for PATCH paths. */
      readonly scimType?: "invalidFilter" | "invalidPath";
    },
  ) {
    super(`${problem} at offset ${offset}: expected ${expected}`, { status: 400, scimType }, "FilterSyntaxError");
    this.offset = offset;
    this.expected = expected;
    this.caret = caretExcerpt(source, offset);
  }
}

/** Whether a value is a {@link FilterSyntaxError}, even one made by another copy of this package. */
export function isFilterSyntaxError(value: unknown): value is FilterSyntaxError {
  return isErrorOf(value, "FilterSyntaxError");
}
