/**
 * Microsoft Graph: credentials, a client, the directory as a source, and the enterprise application as code.
 *
 * @module
 */
export type { TokenEndpointOptions } from "../client/oauth/token-endpoint.ts";
export type { RetryOptions } from "../client/transport/retry.ts";
export type { Fetch, TokenRequest } from "../client/transport/transport-options.ts";
export {
  EntraApplicationError,
  GraphRequestError,
  isEntraApplicationError,
  isGraphRequestError,
  isOAuthTokenError,
  OAuthTokenError,
} from "../errors.ts";
export type { Logger } from "../internal/logger.ts";
export type {
  EntraApplication,
  EntraApplicationOptions,
} from "./application/application-types.ts";
export { entraApplication } from "./application/entra-application.ts";
export { parseDesiredApplication } from "./application/plan/desired-state.ts";
export type { DesiredApplication, MappingChange } from "./application/plan/desired-types.ts";
export type {
  ApplicationPlan,
  ApplyOptions,
  PlanOptions,
  PlanStep,
} from "./application/plan/plan-types.ts";
export {
  type ClientCredentialsOptions,
  clientCredentials,
} from "./credentials/client-credentials.ts";
export { MICROSOFT_CLOUDS } from "./credentials/clouds.ts";
export { type ManagedIdentityOptions, managedIdentity } from "./credentials/managed-identity.ts";
export type { AccessToken, GetTokenOptions, TokenCredential } from "./credentials/token-credential.ts";
export { type WorkloadIdentityOptions, workloadIdentity } from "./credentials/workload-identity.ts";
export { type EntraDirectoryOptions, entraDirectory } from "./directory/entra-directory.ts";
export { GraphClient } from "./graph/graph-client.ts";
export type { GraphCall, GraphOptions, GraphPage } from "./graph/graph-options.ts";
export { type FeaturePermission, GRAPH_PERMISSIONS, type GraphFeature } from "./graph/graph-permissions.ts";
export type { EvaluationComparison } from "./job/evaluation-types.ts";
export type { EntraJobStatus } from "./job/status-types.ts";
export type { EntraLogOptions } from "./logs/log-options.ts";
