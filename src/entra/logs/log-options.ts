/** The options of reading Entra's provisioning log. */

/** Options of `logs`. */
export interface EntraLogOptions {
  /**
   * Where an earlier reading ended: what `onCursor` received last. Records are often visible late and out of order, so
   * reading begins some time before it, and leaves out the records that were read already.
   */
  readonly cursor?: string | undefined;
  /** Without a cursor, only records after this time, ISO 8601; by default all that Entra keeps. */
  readonly since?: string | undefined;
  /** Only records before this time, ISO 8601. */
  readonly until?: string | undefined;
  /** Milliseconds by which a reading begins before the end of the last one; 1,800,000 (30 minutes) by default. */
  readonly overlap?: number | undefined;
  /** Records a page, from 1 to 1000; 500 by default. */
  readonly pageSize?: number | undefined;
  /** Called with the cursor after the records of each page were consumed; store it for the next reading. */
  readonly onCursor?: ((cursor: string) => void) | undefined;
  /** Aborts the reading. */
  readonly signal?: AbortSignal | undefined;
}
