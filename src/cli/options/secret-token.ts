/** Finds the secret token: in the arguments, a file, standard input or the environment. */
import { type Command, Option } from "commander";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";
import { readInputFile } from "./read-file.ts";

const MAX_TOKEN_LENGTH = 16_384;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/u;

/** Where a token may come from. */
export interface TokenOptions {
  /** The token; `-` for standard input. */
  readonly token?: string;
  /** File that holds the token. */
  readonly tokenFile?: string;
}

/** Adds `--token` and `--token-file`. */
export function addTokenOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--token <token>", "secret token; - reads it from standard input (also: PROXYCLICK_TOKEN)").conflicts(
        "tokenFile",
      ),
    )
    .option("--token-file <file>", "file that holds the secret token");
}

/** Whether the options or the environment name a token. */
export function namesToken(io: Io, { token, tokenFile }: TokenOptions): boolean {
  return token !== undefined || tokenFile !== undefined || io.env["PROXYCLICK_TOKEN"] !== undefined;
}

/**
 * Finds the secret token.
 *
 * @throws CommanderError when there is none, or when a header cannot carry it. The message never contains the token.
 */
export async function readToken(io: Io, options: TokenOptions): Promise<string> {
  const { value, origin } = await findToken(io, options);
  const token = value.trim();
  if (token === "") throw usageError(`no token: ${origin} is empty`);
  if (token.length > MAX_TOKEN_LENGTH)
    throw usageError(`no token: ${origin} has more than ${MAX_TOKEN_LENGTH} characters`);
  if (!VISIBLE_ASCII.test(token))
    throw usageError(`no token: ${origin} has spaces, line breaks or characters beyond ASCII`);
  return token;
}

async function findToken(io: Io, options: TokenOptions): Promise<{ readonly value: string; readonly origin: string }> {
  if (options.token === "-") return { value: await readStandardInput(io), origin: "standard input" };
  if (options.token !== undefined) return { value: options.token, origin: "--token" };
  if (options.tokenFile !== undefined) {
    return { value: await readInputFile(io, options.tokenFile, "token file"), origin: "the token file" };
  }
  const value = io.env["PROXYCLICK_TOKEN"];
  if (value === undefined) throw usageError("no token: give --token, --token-file or PROXYCLICK_TOKEN");
  return { value, origin: "PROXYCLICK_TOKEN" };
}

async function readStandardInput(io: Io): Promise<string> {
  if (io.stdin === undefined) throw usageError("no token: there is no standard input");
  let input = "";
  for await (const chunk of io.stdin) {
    input += String(chunk);
    if (input.length > MAX_TOKEN_LENGTH * 2) break;
  }
  return input;
}
