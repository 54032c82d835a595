/** Rules of parseExpression. */
import { expect } from "vitest";
import type { GraphEmulatorOptions } from "../../../../src/testing/index.ts";
import { createJob } from "../application-calls.ts";
import { type Answer, failure, items } from "../graph-calls.ts";
import type { GraphRule } from "./graph-rule.ts";

const PARSE = "Microsoft Graph: synchronizationSchema: parseExpression";

/** Parses an expression, and evaluates it for properties. */
async function parse(
  expression: unknown,
  properties?: readonly unknown[],
  options: GraphEmulatorOptions = {},
): Promise<Answer> {
  const { call: send, job } = await createJob(options);
  const testInputObject = properties === undefined ? null : { definition: null, properties };
  const body = { expression, targetAttributeDefinition: null, testInputObject };
  return send("POST", `${job}/schema/parseExpression`, body);
}

/** Rules of parseExpression. */
export const EXPRESSION_RULES: readonly GraphRule[] = [
  {
    rule: "An expression is parsed and evaluated, and printed in its canonical form",
    source: `${PARSE}, example`,
    check: async () => {
      const { body } = await parse('Replace([preferredLanguage],"-",,,"_",,)', [
        { key: "preferredLanguage", value: "en-US" },
      ]);
      expect(body).toMatchObject({
        parsingSucceeded: true,
        evaluationSucceeded: true,
        evaluationResult: ["en_US"],
        error: null,
        parsedExpression: { name: "Replace", expression: 'Replace([preferredLanguage], "-", , , "_", , )' },
      });
    },
  },
  {
    rule: "The schema of a template can be used, too",
    source: `${PARSE}, HTTP request`,
    check: async () => {
      const { call: send } = await createJob();
      const [template] = items(await send("GET", "/templates"));
      const path = `/templates/${String(template?.["id"])}/schema/parseExpression`;
      expect((await send("POST", path, { expression: "[city]" })).body["parsingSucceeded"]).toBe(true);
    },
  },
  {
    rule: "An expression that does not parse is 200, with an error",
    source: `${PARSE}, response; parseExpressionResponse resource type`,
    check: async () => {
      const answer = await parse("Join(");
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        parsingSucceeded: false,
        evaluationSucceeded: false,
        parsedExpression: null,
        error: { code: expect.any(String), message: expect.any(String), details: [], innerError: null },
      });
    },
  },
  {
    rule: "Without input, an expression is only parsed",
    source: `${PARSE}, request body, testInputObject`,
    check: async () => {
      expect((await parse("[city]")).body).toMatchObject({ parsingSucceeded: true, evaluationResult: [] });
    },
  },
  {
    rule: "An evaluation that fails is 200, with an error",
    source: "Microsoft Graph: parseExpressionResponse resource type, evaluationSucceeded",
    check: async () => {
      const answer = await parse("DefaultDomain()", []);
      expect(answer.body).toMatchObject({ parsingSucceeded: true, evaluationSucceeded: false });
      expect(answer.body["error"]).not.toBeNull();
    },
  },
  {
    rule: "Results are strings; no value gives none",
    source: "Microsoft Graph: parseExpressionResponse resource type, evaluationResult",
    check: async () => {
      const list = { key: "a", "value@odata.type": "#Collection(String)", value: ["x", "y"] };
      expect((await parse("[a]", [{ key: "a", value: true }])).body["evaluationResult"]).toEqual(["True"]);
      expect((await parse("[a]", [{ key: "a", value: null }])).body["evaluationResult"]).toEqual([]);
      expect((await parse("[a]", [list])).body["evaluationResult"]).toEqual(["x", "y"]);
    },
  },
  {
    rule: "A list needs the annotation of its type, and a property its key",
    source: "Microsoft Graph: expressionInputObject resource type; OData JSON Format 4.01, 4.6.3",
    check: async () => {
      expect(failure(await parse("[a]", [{ key: "a", value: ["x"] }]))).toBe("400 BadRequest");
      expect(failure(await parse("[a]", [{ value: "x" }]))).toBe("400 BadRequest");
      expect(failure(await parse(undefined))).toBe("400 BadRequest");
    },
  },
  {
    rule: "A test can make the results differ from those of the package",
    source: "none: Microsoft's engine may differ from the documentation",
    check: async () => {
      const { body } = await parse("ToUpper([a])", [{ key: "a", value: "x" }], {
        evaluations: (expression, { a }) => (expression === "ToUpper([a])" ? [`${String(a)}!`] : undefined),
      });
      expect(body["evaluationResult"]).toEqual(["x!"]);
    },
  },
];
