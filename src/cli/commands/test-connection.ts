/**
 * `test-connection`: what the Test Connection button of Entra does.
 */
import type { Command } from "commander";
import { ProxyclickScimClient } from "../../proxyclick/index.ts";
import { addTargetOptions, readToken, type TargetOptions } from "../options/options.ts";
import { EXIT } from "../process/exit-status.ts";
import type { Act, Io } from "../process/io.ts";
import { jsonLine } from "../process/printable.ts";

/** Options of `test-connection`. */
export interface TestConnectionOptions extends TargetOptions {
  readonly json?: boolean;
}

/** Adds the command. */
export function defineTestConnection(program: Command, act: Act): void {
  addTargetOptions(program.command("test-connection"))
    .description("Asks the target for a user who cannot exist, as Entra's Test Connection does. Changes nothing.")
    .option("--json", "print the result as JSON")
    .action(act(testConnection));
}

/** Tests the connection: prints what was seen, and resolves to 0. */
export async function testConnection(io: Io, options: TestConnectionOptions): Promise<number> {
  const secretToken = await readToken(io, options);
  const client = new ProxyclickScimClient({ tenantUrl: options.target, secretToken });
  await client.testConnection({ signal: io.signal });
  io.stdout.write(options.json === true ? `${jsonLine({ target: options.target, ok: true })}\n` : `${CONNECTED}\n`);
  return EXIT.done;
}

/** What a target that passed the test has shown. */
export const CONNECTED =
  "Connected: the target accepted the token, and answered a query for a random user name with 200 and an empty list.";
