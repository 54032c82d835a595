/**
 * Every error class of the package, with its stable codes, and guards that also recognise errors made by a second copy
 * of the package.
 *
 * A message says what was wrong, where, and what was expected. No message, property or `cause` ever holds a token.
 */
export { ProxyclickScimError } from "./errors/base.ts";
export { caretExcerpt } from "./errors/caret-excerpt.ts";
export {
  EntraApplicationError,
  type EntraApplicationErrorCode,
  isEntraApplicationError,
} from "./errors/entra-application-error.ts";
export {
  ExpressionError,
  type ExpressionErrorCode,
  isExpressionError,
} from "./errors/expression-error.ts";
export { FilterSyntaxError, isFilterSyntaxError } from "./errors/filter-syntax-error.ts";
export { type GraphErrorCode, GraphRequestError, isGraphRequestError } from "./errors/graph-request-error.ts";
export {
  isServiceLimitationError,
  isServiceLimitationError as isProxyclickLimitationError,
  type LimitationCode,
  ServiceLimitationError,
  ServiceLimitationError as ProxyclickLimitationError,
} from "./errors/limitation-error.ts";
export { isOAuthTokenError, OAuthTokenError, type OAuthTokenErrorCode } from "./errors/oauth-token-error.ts";
export { isProvisioningError, ProvisioningError, type ProvisioningErrorCode } from "./errors/provisioning-error.ts";
export {
  isScimRequestError,
  type RequestAttempt,
  type RequestErrorCode,
  ScimRequestError,
  type ScimRequestErrorOptions,
} from "./errors/request-error.ts";
export { isScimError, isScimType, ScimError, type ScimType } from "./errors/scim-error.ts";
