/**
 * `serve`: a SCIM service on this machine, with its users in memory.
 */
import { once } from "node:events";
import { type Command, Option } from "commander";
import { toNodeListener } from "../../node/index.ts";
import { bearerToken, createScimHandler, fullProfile, MemoryStore, proxyclickProfile } from "../../server/index.ts";
import { addTokenOptions, parseBasePath, parseWhole, readToken, type TokenOptions } from "../options/options.ts";
import { EXIT } from "../process/exit-status.ts";
import { type Act, endedByTerminate, type Io } from "../process/io.ts";
import { listen } from "../process/listen.ts";

/** Options of `serve`. */
export interface ServeOptions extends TokenOptions {
  readonly port: number;
  readonly host: string;
  readonly profile: "proxyclick" | "full";
  readonly basePath: string;
}

/** Adds the command. */
export function defineServe(program: Command, act: Act): void {
  addTokenOptions(program.command("serve"))
    .description("Serves SCIM from memory: an emulation of Proxyclick, or every feature of SCIM 2.0.")
    .option("--port <number>", "port to listen on; 0 takes a free one", parseWhole(0, 65_535), 8080)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(new Option("--profile <name>", "what to emulate").choices(["proxyclick", "full"]).default("proxyclick"))
    .option("--base-path <path>", "path below which the service answers", parseBasePath, "/scim/v2")
    .action(act(serve));
}

/** Serves until the signal is aborted, answers what is in flight, and resolves to 0, or to 130 after Ctrl+C. */
export async function serve(io: Io, options: ServeOptions): Promise<number> {
  const token = await readToken(io, options);
  const handler = createScimHandler({
    basePath: options.basePath,
    profile: options.profile === "full" ? fullProfile() : proxyclickProfile(),
    store: new MemoryStore(),
    authenticate: bearerToken(token),
  });
  const server = await listen(toNodeListener(handler), options);
  io.stdout.write(`listening on ${server.origin}${options.basePath}\n`);
  if (!io.signal.aborted) await once(io.signal, "abort");
  await server.close();
  return endedByTerminate(io.signal) ? EXIT.done : EXIT.interrupted;
}
