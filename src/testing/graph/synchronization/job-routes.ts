/** Routes of synchronization templates and jobs, and of starting and stopping jobs. */
import type { ResetScope } from "../../../provisioning/index.ts";
import { objectOf } from "../service/graph-object.ts";
import type { GraphAnswer, GraphRoute } from "../service/route.ts";
import { badRequest } from "../service/service-error.ts";
import { type ApplicationContext, jobOf, type SynchronizationRequest, synchronizationRoute } from "./context.ts";
import { synchronizationError } from "./synchronization-error.ts";
import { SynchronizationJob } from "./synchronization-job.ts";

const RESET_SCOPES: readonly (ResetScope | "None")[] = [
  "None",
  "ConnectorDataStore",
  "Escrows",
  "Watermark",
  "QuarantineState",
  "Full",
  "ForceDeletes",
];

/** What a restart without criteria forgets. */
const DEFAULT_SCOPES: readonly ResetScope[] = ["Watermark", "Escrows", "QuarantineState"];

/** Returns the routes of templates and jobs. */
export function jobRoutes(context: ApplicationContext): readonly GraphRoute[] {
  const action = (name: string, run: (call: SynchronizationRequest, job: SynchronizationJob) => void): GraphRoute =>
    synchronizationRoute(context, {
      method: "POST",
      path: `/jobs/{job}/${name}`,
      answer: (call) => {
        run(call, jobOf(call));
        return {};
      },
    });
  return [
    synchronizationRoute(context, {
      method: "GET",
      path: "/templates",
      isEarly: true,
      answer: (call) => listTemplates(context, call),
    }),
    synchronizationRoute(context, {
      method: "GET",
      path: "/jobs",
      answer: ({ synchronization: { jobs, isConfigured } }) => ({
        body: { value: jobs.map((job) => job.toJson(isConfigured)) },
      }),
    }),
    synchronizationRoute(context, {
      method: "GET",
      path: "/jobs/{job}",
      answer: (call) => ({ body: jobOf(call).toJson(call.synchronization.isConfigured) }),
    }),
    synchronizationRoute(context, { method: "POST", path: "/jobs", answer: (call) => create(context, call) }),
    synchronizationRoute(context, {
      method: "DELETE",
      path: "/jobs/{job}",
      answer: (call) => {
        const { jobs } = call.synchronization;
        jobs.splice(jobs.indexOf(jobOf(call)), 1);
        context.log.audit("Delete provisioning configuration", call.synchronization, call.request.clientId);
        return {};
      },
    }),
    action("start", (call, job) => start(context, call, job)),
    action("pause", (call, job) => {
      job.setSchedule("Paused");
      context.log.audit("Disable/pause provisioning configuration", call.synchronization, call.request.clientId);
    }),
    action("restart", (call, job) => restart(context, call, job)),
  ];
}

/** The list is empty until the service principal has reached the synchronization service. */
function listTemplates(context: ApplicationContext, { synchronization }: SynchronizationRequest): GraphAnswer {
  if (!context.synchronizations.isReadable(synchronization)) return { body: { value: [] } };
  const { appId, templates } = synchronization;
  return {
    body: {
      value: templates.map(({ id, factoryTag, default: isDefault, isOAuthEnabled, schema }) => ({
        id,
        applicationId: appId,
        factoryTag,
        default: isDefault,
        discoverable: true,
        description: null,
        metadata: [
          { key: "GalleryApplicationKey", value: factoryTag },
          { key: "IsOAuthEnabled", value: String(isOAuthEnabled) },
        ],
        schema,
      })),
    },
  };
}

/** Not idempotent: every request creates another job. */
function create(context: ApplicationContext, { synchronization, request }: SynchronizationRequest): GraphAnswer {
  const { templateId } = objectOf(request.body);
  const template = synchronization.templates.find(({ id }) => id === templateId);
  if (template === undefined) {
    throw synchronizationError(400, "InvalidTemplate", `Template '${String(templateId)}' does not exist.`);
  }
  const id = `${template.id}.${context.tenantId.replaceAll("-", "")}.${synchronization.servicePrincipalId}`;
  const isTaken = synchronization.jobs.some((job) => job.id === id);
  const job = new SynchronizationJob(
    isTaken ? `${id}.${context.runtime.guid().slice(0, 8)}` : id,
    template.id,
    template.schema,
  );
  synchronization.jobs.push(job);
  context.log.audit("Add provisioning configuration", synchronization, request.clientId);
  return { status: 201, body: job.toJson(synchronization.isConfigured) };
}

function start(context: ApplicationContext, call: SynchronizationRequest, job: SynchronizationJob): void {
  requireConfigured(call, job);
  const isQuarantined = job.code(call.synchronization.isConfigured) === "Quarantine";
  if (job.schedule === "Active" && !isQuarantined) job.redundantStarts += 1;
  job.setSchedule("Active");
  job.quarantine = undefined;
  context.log.audit("Enable/start provisioning configuration", call.synchronization, call.request.clientId);
  context.cycles.begin(call.synchronization, job);
}

/** @throws ServiceError 400 for a job without Tenant URL and credentials. */
function requireConfigured({ synchronization }: SynchronizationRequest, job: SynchronizationJob): void {
  if (job.code(synchronization.isConfigured) !== "NotConfigured") return;
  throw synchronizationError(400, "JobNotConfigured", "The synchronization has no credentials.");
}

function restart(context: ApplicationContext, call: SynchronizationRequest, job: SynchronizationJob): void {
  const scopes = resetScopesOf(objectOf(objectOf(call.request.body)["criteria"])["resetScope"]);
  requireConfigured(call, job);
  if (scopes.some((scope) => scope === "QuarantineState" || scope === "Full")) job.quarantine = undefined;
  job.setSchedule("Active");
  context.log.audit("Enable/restart provisioning configuration", call.synchronization, call.request.clientId);
  context.cycles.restart(call.synchronization, job, scopes);
}

/**
 * Reads names of flags, separated by commas; they are case-sensitive.
 *
 * @throws ServiceError 400 for an unknown name.
 */
function resetScopesOf(value: unknown): readonly ResetScope[] {
  if (value === undefined || value === null || value === "") return DEFAULT_SCOPES;
  const names = typeof value === "string" ? value.split(",").map((name) => name.trim()) : [String(value)];
  return names.flatMap((name) => {
    const scope = RESET_SCOPES.find((one) => one === name);
    if (scope === undefined) {
      throw badRequest(`Cannot convert the literal '${name}' to the expected type 'synchronizationJobRestartScope'.`);
    }
    return scope === "None" ? [] : [scope];
  });
}
