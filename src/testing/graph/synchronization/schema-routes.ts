/** Routes of synchronization schemas. */
import { type GraphObject, listOf, objectOf } from "../service/graph-object.ts";
import type { GraphAnswer, GraphRoute } from "../service/route.ts";
import { badRequest, ServiceError } from "../service/service-error.ts";
import { type ApplicationContext, jobOf, type SynchronizationRequest, synchronizationRoute } from "./context.ts";
import { listFilterOperators, listFunctions } from "./function-catalog.ts";
import { evaluateExpression, InvalidTestInput } from "./parse-expression.ts";
import { schemaProblem, storedSchema } from "./schema-rules.ts";
import type { SynchronizationTemplate } from "./synchronization.ts";
import { synchronizationError, synchronizationNotFound } from "./synchronization-error.ts";

/** Returns the routes of the schemas of jobs and templates. */
export function schemaRoutes(context: ApplicationContext): readonly GraphRoute[] {
  return [
    ...["/jobs/{job}/schema", "/templates/{template}/schema"].flatMap((path) => readRoutes(context, path)),
    synchronizationRoute(context, { method: "PUT", path: "/jobs/{job}/schema", answer: (call) => put(context, call) }),
    synchronizationRoute(context, {
      method: "DELETE",
      path: "/jobs/{job}/schema",
      answer: (call) => {
        const job = jobOf(call);
        job.schema = templateOf(call, job.templateId).schema;
        return {};
      },
    }),
    synchronizationRoute(context, {
      method: "PATCH",
      path: "/jobs/{job}/schema",
      answer: (call) => {
        throw synchronizationNotFound("Schema of job", jobOf(call).id);
      },
    }),
    synchronizationRoute(context, {
      method: "POST",
      path: "/jobs/{job}/schema/directories/{directory}/discover",
      answer: (call) => discover(context, call),
    }),
  ];
}

function readRoutes(context: ApplicationContext, path: string): readonly GraphRoute[] {
  const read = (suffix: string, bodyOf: (call: SynchronizationRequest) => unknown): GraphRoute =>
    synchronizationRoute(context, {
      method: "GET",
      path: `${path}${suffix}`,
      answer: (call) => ({ body: bodyOf(call) }),
    });
  return [
    read("", schemaOf),
    read("/functions", () => ({ value: listFunctions() })),
    read("/filterOperators", () => ({ value: listFilterOperators() })),
    synchronizationRoute(context, {
      method: "POST",
      path: `${path}/parseExpression`,
      readOnly: true,
      answer: (call) => {
        schemaOf(call);
        return { body: parse(context, objectOf(call.request.body)) };
      },
    }),
  ];
}

/** The schema of the job or template that the path names. */
function schemaOf(call: SynchronizationRequest): GraphObject {
  const { template } = call.request.params;
  return template === undefined ? jobOf(call).schema : templateOf(call, template).schema;
}

/** @throws ServiceError 404 for an unknown template. */
function templateOf({ synchronization }: SynchronizationRequest, id: string): SynchronizationTemplate {
  const template = synchronization.templates.find((one) => one.id === id);
  if (template === undefined) throw synchronizationNotFound("Synchronization template", id);
  return template;
}

function put(context: ApplicationContext, call: SynchronizationRequest): GraphAnswer {
  const job = jobOf(call);
  const schema = objectOf(call.request.body);
  const problem = schemaProblem(schema);
  if (problem !== undefined) throw synchronizationError(400, "SchemaInvalid", problem);
  job.schema = storedSchema({ ...schema, id: job.schema["id"] }, `Date: ${context.runtime.guid().slice(0, 8)}`);
  context.log.audit("Update attribute mappings or scope", call.synchronization, call.request.clientId);
  return {};
}

function parse({ runtime, options }: ApplicationContext, body: GraphObject): GraphObject {
  const { now, random, guid } = runtime;
  try {
    return evaluateExpression(body, { context: { now, random, guid }, replace: options.evaluations });
  } catch (error) {
    if (error instanceof InvalidTestInput) throw badRequest(error.message);
    throw error;
  }
}

function discover({ runtime }: ApplicationContext, call: SynchronizationRequest): GraphAnswer {
  const id = call.request.params["directory"] ?? "";
  const job = jobOf(call);
  const directory = listOf(job.schema["directories"])
    .map(objectOf)
    .find((one) => one["id"] === id);
  if (directory === undefined) throw synchronizationNotFound("Directory", id);
  if (directory["readOnly"] === true) throw new ServiceError(400, "BadRequest", "The directory cannot be discovered.");
  const discovered = { ...directory, discoveryDateTime: runtime.now().toISOString(), version: runtime.guid() };
  job.schema = {
    ...job.schema,
    directories: listOf(job.schema["directories"]).map((one) => (objectOf(one)["id"] === id ? discovered : one)),
  };
  return { body: discovered };
}
