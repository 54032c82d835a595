/** Errors that the emulator answers with, in the form of Microsoft Graph. */

/** An error response of Microsoft Graph. */
export class ServiceError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** Code in the body, such as `Request_BadRequest`. */
  readonly code: string;
  /** Additional response headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Code of the inner error, which some errors have. */
  readonly innerCode: string | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    details: { readonly headers?: Readonly<Record<string, string>>; readonly innerCode?: string } = {},
  ) {
    super(message);
    this.name = "ServiceError";
    this.status = status;
    this.code = code;
    this.headers = details.headers ?? {};
    this.innerCode = details.innerCode;
  }
}

/** 400 for a request that Graph does not understand. */
export function badRequest(message: string): ServiceError {
  return new ServiceError(400, "BadRequest", message);
}

/** 400 for a query that a resource of the directory does not support. */
export function unsupportedQuery(message: string): ServiceError {
  return new ServiceError(400, "Request_UnsupportedQuery", message);
}

/** 400 for a request that a resource of the directory rejects. */
export function invalidRequest(message: string): ServiceError {
  return new ServiceError(400, "Request_BadRequest", message);
}

/** 404 for an object of the directory. */
export function resourceNotFound(id: string): ServiceError {
  return new ServiceError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** 403 for a token that lacks a permission. */
export function accessDenied(): ServiceError {
  return new ServiceError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}
