/** Routes of secrets and credentials. */
import { objectOf } from "../service/graph-object.ts";
import type { GraphRoute } from "../service/route.ts";
import { badRequest } from "../service/service-error.ts";
import { type ApplicationContext, jobOf, type SynchronizationRequest, synchronizationRoute } from "./context.ts";
import { maskedSecrets, missingOauthKeys, readSecrets, storeSecrets } from "./secrets.ts";
import { synchronizationError } from "./synchronization-error.ts";
import { testConnection } from "./test-connection.ts";

/** Returns the routes of secrets and credentials. */
export function secretRoutes(context: ApplicationContext): readonly GraphRoute[] {
  const { log, options } = context;
  const validate = async (call: SynchronizationRequest) => {
    await testConnection(context, credentialsOf(call));
    return {};
  };
  return [
    synchronizationRoute(context, {
      method: "GET",
      path: "/secrets",
      answer: ({ synchronization }) => ({ body: { value: maskedSecrets(synchronization.secrets) } }),
    }),
    synchronizationRoute(context, {
      method: "PUT",
      path: "/secrets",
      answer: ({ synchronization, request }) => {
        storeSecrets(synchronization.secrets, readSecrets(request.body, "value"), options.secrets ?? "merge");
        log.audit("Update provisioning setting or credentials", synchronization, request.clientId);
        return {};
      },
    }),
    synchronizationRoute(context, {
      method: "POST",
      path: "/acquireAccessToken",
      answer: ({ synchronization, request }) => {
        const missing = missingOauthKeys(readSecrets(request.body, "credentials"));
        if (missing.length > 0)
          throw synchronizationError(400, "InvalidCredentials", `Missing: ${missing.join(", ")}.`);
        synchronization.hasAccessToken = true;
        return {};
      },
    }),
    synchronizationRoute(context, { method: "POST", path: "/jobs/validateCredentials", answer: validate }),
    synchronizationRoute(context, {
      method: "POST",
      path: "/jobs/{job}/validateCredentials",
      answer: (call) => {
        jobOf(call);
        return validate(call);
      },
    }),
  ];
}

/** The credentials to test: those of the request, or the stored ones. */
function credentialsOf({ synchronization, request }: SynchronizationRequest): ReadonlyMap<string, string> {
  const { useSavedCredentials, templateId } = objectOf(request.body);
  if (request.params["job"] === undefined && typeof templateId !== "string") {
    throw badRequest("The parameter 'templateId' is missing.");
  }
  if (typeof templateId === "string" && !synchronization.templates.some(({ id }) => id === templateId)) {
    throw synchronizationError(400, "InvalidTemplate", `Template '${templateId}' does not exist.`);
  }
  if (useSavedCredentials === true) return synchronization.secrets;
  return readSecrets(request.body, "credentials");
}
