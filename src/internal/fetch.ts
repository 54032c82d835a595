/** The `fetch` that the client and the conformance suite accept. */

/** Sends a request; the global `fetch` and a SCIM handler both fit. */
export type Fetch = (request: Request) => Promise<Response>;
