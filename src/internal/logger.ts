/** The logger that client and server accept. */

/**
 * A logger with pino's signature: fields first, then the message. A pino logger and `console` both fit. A level that is
 * missing is not logged.
 *
 * No secret is ever logged. Fields hold no attribute values.
 */
export interface Logger {
  /** Details, such as each attempt at a request. */
  debug?(fields: object, message: string): void;
  /** Normal operation, such as a request that was answered. */
  info?(fields: object, message: string): void;
  /** Something the operator should know, such as a value that was left out. */
  warn?(fields: object, message: string): void;
  /** A failure; `err` among the fields is the error. */
  error?(fields: object, message: string): void;
}
