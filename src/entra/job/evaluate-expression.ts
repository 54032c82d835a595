/** Evaluates an expression in Entra (Microsoft Graph: synchronizationSchema: parseExpression) and with this package. */
import { isExpressionError } from "../../errors.ts";
import { type CompileOptions, compileExpression } from "../../expression/compile/compile.ts";
import type { EvaluationContext } from "../../expression/evaluation/context.ts";
import {
  type AttributeValue,
  type ExpressionResult,
  IGNORE_ATTRIBUTE_FLOW,
} from "../../expression/evaluation/values.ts";
import type { EvaluatedValue, EvaluationComparison } from "./evaluation-types.ts";
import { defaultTemplate, findJob, jobPath, listTemplates, type ProvisionedApplication } from "./job-access.ts";
import { type JsonObject, memberObject, objectOf, stringIn } from "./json-values.ts";
import { templateSchemaPath } from "./read-schema.ts";

/** An expression and its input. */
export interface ExpressionInput {
  readonly expression: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly context: EvaluationContext | undefined;
  readonly assumptions: CompileOptions["assumptions"];
}

/** Evaluates an expression in Entra and here. */
export async function evaluateExpression(
  access: ProvisionedApplication,
  input: ExpressionInput,
): Promise<EvaluationComparison> {
  const { client, signal } = access;
  const path = `${await schemaPath(access)}/parseExpression`;
  const answer = objectOf(
    await client.post(path, toRequest(input), { signal, repeatable: true, feature: "read_synchronization" }),
  );
  const [entra, ours] = [entraValue(answer), ownValue(input)];
  const difference = differenceOf(entra, ours);
  const canonical = stringIn(memberObject(answer, "parsedExpression") ?? {}, "expression");
  return {
    expression: canonical === "" ? input.expression : canonical,
    entra,
    ours,
    isSame: difference === undefined,
    difference,
  };
}

/** A template's schema serves as well as a job's. */
async function schemaPath(access: ProvisionedApplication): Promise<string> {
  const job = await findJob(access);
  if (job !== undefined) return `${jobPath(access.application, job.id)}/schema`;
  return templateSchemaPath(access, defaultTemplate(await listTemplates(access), access.application).id);
}

function toRequest({ expression, attributes }: ExpressionInput): object {
  const properties = Object.entries(attributes).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [toProperty(key, value)],
  );
  return { expression, targetAttributeDefinition: null, testInputObject: { definition: null, properties } };
}

/** The properties are of an open type: a list needs the annotation of its type. */
function toProperty(key: string, value: NonNullable<AttributeValue>): object {
  if (typeof value !== "object") return { key, value };
  const values = value.map((each) => (typeof each === "object" ? JSON.stringify(each) : String(each)));
  return { key, "value@odata.type": "#Collection(String)", value: values };
}

function entraValue(answer: JsonObject): EvaluatedValue {
  if (answer["parsingSucceeded"] !== true) return errorOf(answer, "ExpressionParsingFailed");
  if (answer["evaluationSucceeded"] !== true) return errorOf(answer, "ExpressionEvaluationFailed");
  const result = answer["evaluationResult"];
  const values: readonly unknown[] = Array.isArray(result) ? result : [result];
  const present = values.filter((value) => value !== null && value !== undefined);
  return { values: present.map(toDotnetString), error: undefined };
}

function toDotnetString(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

function errorOf(answer: JsonObject, otherwise: string): EvaluatedValue {
  const error = memberObject(answer, "error") ?? {};
  const code = stringIn(error, "code") || otherwise;
  return { values: undefined, error: { code, message: stringIn(error, "message") } };
}

function ownValue({ expression, attributes, context, assumptions }: ExpressionInput): EvaluatedValue {
  try {
    const compiled = compileExpression(expression, { assumptions });
    const read = (name: string): AttributeValue => (Object.hasOwn(attributes, name) ? attributes[name] : undefined);
    return { values: toStrings(compiled.evaluate(read, context)), error: undefined };
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return { values: undefined, error: { code: error.code, message: error.message } };
  }
}

/** Values as .NET writes them. */
function toStrings(result: ExpressionResult): readonly string[] {
  if (typeof result === "symbol") {
    return [result === IGNORE_ATTRIBUTE_FLOW ? "IgnoreAttributeFlow" : "IgnoreObjectFlow"];
  }
  if (result === null) return [];
  return typeof result === "object" ? result.map(toDotnetString) : [toDotnetString(result)];
}

/** An empty string and no value are the same: neither is sent. */
function differenceOf(entra: EvaluatedValue, ours: EvaluatedValue): string | undefined {
  if (entra.values === undefined || ours.values === undefined) {
    if (entra.values === ours.values) return undefined;
    const [failed, other] = entra.values === undefined ? [entra, ours] : [ours, entra];
    const names = entra.values === undefined ? ["Entra", "this package"] : ["This package", "Entra"];
    return `${names[0]} fails (${failed.error?.code}) where ${names[1]} returns ${shown(other.values)}.`;
  }
  const [first, second] = [entra.values, ours.values].map((values) => values.filter((value) => value !== ""));
  if (first === undefined || second === undefined || shown(first) === shown(second)) return undefined;
  const index = first.findIndex((value, at) => value !== second[at]);
  const at = first.length > 1 || second.length > 1 ? ` from value ${(index < 0 ? first.length : index) + 1} on` : "";
  return `Entra returns ${shown(entra.values)}, this package ${shown(ours.values)}: they differ${at}.`;
}

function shown(values: readonly string[] | undefined): string {
  if (values === undefined || values.length === 0) return "no value";
  return values.map((value) => JSON.stringify(value)).join(", ");
}
