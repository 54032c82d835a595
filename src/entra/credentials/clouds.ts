/** The clouds of Microsoft with their addresses (Microsoft Graph: national cloud deployments). */

/** Addresses of one cloud. */
export interface MicrosoftCloud {
  /** Root of Microsoft Graph, for the option `graph`. */
  readonly graph: string;
  /** Root of the sign-in service, for the option `authority`. */
  readonly authority: string;
}

/**
 * Addresses of the clouds: `global` (with GCC), `usGovernment` (GCC High, L4), `usDefense` (DoD, L5), `china` (operated
 * by 21Vianet). Tokens of one cloud are not valid in another. Microsoft documents the synchronization API and the
 * provisioning log for the first three only.
 */
export const MICROSOFT_CLOUDS: {
  readonly [Name in "global" | "usGovernment" | "usDefense" | "china"]: MicrosoftCloud;
} = {
  global: { graph: "https://graph.microsoft.com", authority: "https://login.microsoftonline.com" },
  usGovernment: { graph: "https://graph.microsoft.us", authority: "https://login.microsoftonline.us" },
  usDefense: { graph: "https://dod-graph.microsoft.us", authority: "https://login.microsoftonline.us" },
  china: { graph: "https://microsoftgraph.chinacloudapi.cn", authority: "https://login.chinacloudapi.cn" },
};
