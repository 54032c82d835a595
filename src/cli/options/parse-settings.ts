/** Reads settings from a JSON file, with a message that names the member, and for an unknown one what was meant. */
import type * as z from "zod";
import { closestName } from "../../expression/compile/closest-name.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";
import { parseJson, readInputFile } from "./read-file.ts";

/**
 * Reads a file whose members a strict schema describes.
 *
 * @param kind - What the file is, for the message, such as `SMTP settings`.
 * @throws CommanderError that names the file and the member.
 */
export async function readSettings<Shape extends z.ZodRawShape>(
  io: Io,
  file: string,
  kind: string,
  schema: z.ZodObject<Shape>,
): Promise<z.output<z.ZodObject<Shape>>> {
  const value = parseJson(await readInputFile(io, file, kind), file);
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const [issue] = error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  if (issue?.code !== "unrecognized_keys") throw usageError(`${file}: ${place}${issue?.message}`);
  const [name = ""] = issue.keys;
  const known = Object.keys(schema.shape);
  const meant = closestName(name, known);
  const hint = meant === undefined ? `expected ${known.join(", ")}` : `did you mean ${meant}?`;
  throw usageError(`${file}: there is no setting ${JSON.stringify(name)}; ${hint}`);
}
