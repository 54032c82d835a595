/** The options of reading Entra's provisioning log. */

/** Options of `logs`. */
export interface EntraLogOptions {
  /**
   * Continues an earlier reading: the cursor that `onCursor` received last. The reading begins `overlap` before it and
   * skips records that were already read, because records become visible late and out of order.
   */
  readonly cursor?: string | undefined;
  /** Without a cursor, only records after this time, ISO 8601; by default all that Entra keeps. */
  readonly since?: string | undefined;
  /** Only records before this time, ISO 8601. */
  readonly until?: string | undefined;
  /** Milliseconds before the cursor at which the reading begins; 1,800,000 (30 minutes) by default. */
  readonly overlap?: number | undefined;
  /** Records per page, from 1 to 1000; 500 by default. */
  readonly pageSize?: number | undefined;
  /** Called with the cursor after you have consumed the records of a page. Store it for the next reading. */
  readonly onCursor?: ((cursor: string) => void) | undefined;
  /** Aborts the reading. */
  readonly signal?: AbortSignal | undefined;
}
