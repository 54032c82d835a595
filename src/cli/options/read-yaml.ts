/** Reads a file of settings as JSON or YAML 1.2; messages repeat nothing of it, because it may hold secrets. */
import { errorMessage } from "../../internal/error-message.ts";
import { usageError } from "../process/exit-status.ts";

/** Longest file, in characters. */
const MAX_LENGTH = 16 * 1024 * 1024;
/** How often aliases may repeat a node, so that a small file cannot become a large one. */
const MAX_ALIASES = 100;

/**
 * Parses JSON or YAML.
 *
 * @param origin - Where it comes from, for the message.
 * @throws CommanderError with the line, for what is neither.
 */
export async function parseYaml(content: string, origin: string): Promise<unknown> {
  if (content.length > MAX_LENGTH) throw usageError(`${origin} is longer than ${MAX_LENGTH} characters`);
  if (/^\ufeff?\s*[[{]/u.test(content)) return parseStrictJson(content.replace(/^\ufeff/u, ""), origin);
  const { parseDocument } = await import("yaml");
  // "silent" would take the first of several documents and drop the others.
  const document = parseDocument(content, { uniqueKeys: true, stringKeys: true, logLevel: "error" });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const [start] = problem.linePos ?? [];
    const place = start === undefined ? "" : `line ${start.line}, column ${start.col}: `;
    throw usageError(`${origin} is not YAML: ${place}${problem.code.toLowerCase().replaceAll("_", " ")}`);
  }
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    throw usageError(`${origin}: an alias has no anchor, or aliases repeat too much`);
  }
}

/** Node's message shows a part of the JSON; only the place is kept of it. */
function parseStrictJson(content: string, origin: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    const place = /\(line \d+ column \d+\)/u.exec(errorMessage(error))?.[0] ?? "";
    throw usageError(`${origin} is not JSON ${place}`.trimEnd());
  }
}
