/** The command `test-connection`: does what the Test Connection button of Entra does. */
import type { Command } from "commander";
import { ProxyclickScimClient } from "../../proxyclick/index.ts";
import { addTargetOptions, type TargetOptions } from "../options/job-options.ts";
import { readToken } from "../options/secret-token.ts";
import { configured, EXIT_STATUS } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { jsonLine } from "../process/printable.ts";

/** Options of `test-connection`. */
interface TestConnectionOptions extends TargetOptions {
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function defineTestConnection(program: Command, toAction: ToAction): void {
  addTargetOptions(program.command("test-connection"))
    .description("Queries the target for a user who cannot exist, as Entra's Test Connection does. Changes nothing.")
    .option("--json", "print the result as JSON")
    .action(toAction(testConnection));
}

/** Tests the connection and prints the result. Resolves to 0. */
async function testConnection(io: Io, options: TestConnectionOptions): Promise<number> {
  const secretToken = await readToken(io, options);
  const client = configured(() => new ProxyclickScimClient({ tenantUrl: options.target, secretToken }));
  await client.testConnection({ signal: io.signal });
  io.stdout.write(
    options.json === true ? `${jsonLine({ target: options.target, ok: true })}\n` : `${CONNECTED_MESSAGE}\n`,
  );
  return EXIT_STATUS.done;
}

/** The message for a target that passed the test. */
export const CONNECTED_MESSAGE =
  "Connected: the target accepted the token, and answered a query for a random user name with 200 and an empty list.";
