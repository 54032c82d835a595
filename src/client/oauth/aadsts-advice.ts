/** What to do about the errors of a token endpoint, Entra's own codes (AADSTS) first. */

/** Advice by Entra's error code. Source: Microsoft Entra authentication and authorization error codes. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ["7000215", "The client secret is wrong: use the value of the secret, not its id."],
  ["7000222", "The client secret has expired: create a new one under Certificates & secrets."],
  ["7000216", "The application has no secret or certificate of this kind: add it under Certificates & secrets."],
  ["7000218", "The request has neither a client secret nor an assertion."],
  ["7000112", "The application is disabled in this tenant."],
  ["700016", "The tenant has no application with this client id: check tenant id and client id."],
  ["700027", "The certificate does not belong to the application: upload it under Certificates & secrets."],
  ["700024", "The assertion is not valid at this time: check the clock of this machine."],
  ["700030", "The certificate does not belong to the application: upload it under Certificates & secrets."],
  ["70021", "No federated credential of the application fits the token: check its issuer, subject and audience."],
  ["700211", "No federated credential of the application fits the issuer of the token."],
  ["700212", "No federated credential of the application fits the audience of the token."],
  ["700213", "No federated credential of the application fits the subject of the token."],
  ["700223", "The tenant of the application does not allow this token issuer."],
  ["90002", "There is no such tenant: check the tenant id, and the authority of a national cloud."],
  ["900023", "The tenant id is neither an id nor a domain of a tenant."],
  ["500011", "The tenant does not know the resource of the scope: check the URL of Graph for this cloud."],
  ["70011", "The scope is not valid: it is the URL of the resource followed by /.default."],
  ["1002012", "The scope is not valid: it is the URL of the resource followed by /.default."],
  [
    "53003",
    "A conditional access policy blocks the application: exclude its service principal, or allow this network.",
  ],
]);

/** Advice by the error code of RFC 6749 §5.2. */
const GENERAL: ReadonlyMap<string, string> = new Map([
  ["invalid_client", "The client id or its secret is wrong or has expired."],
  ["unauthorized_client", "The client may not use the client credentials grant: allow it for this client."],
  ["invalid_scope", "The scope is not known to the authorization server."],
]);

/**
 * What to do about an error.
 *
 * @param code - error code of RFC 6749 §5.2
 * @param description - description with Entra's code, such as `AADSTS7000215: Invalid client secret provided.`
 */
export function adviceFor(code: string, description: string): string | undefined {
  const entraCode = /\bAADSTS(\d{4,8})\b/.exec(description)?.[1];
  return (entraCode === undefined ? undefined : ADVICE.get(entraCode)) ?? GENERAL.get(code);
}
