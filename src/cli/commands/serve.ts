/** The command `serve`: a SCIM service on this machine. */
import { once } from "node:events";
import { type Command, Option } from "commander";
import { toNodeListener } from "../../node/index.ts";
import {
  bearerToken,
  createScimHandler,
  entraGalleryProfile,
  fullProfile,
  proxyclickProfile,
} from "../../server/index.ts";
import { openStore } from "../options/open-store.ts";
import { parseBasePath, parseInteger } from "../options/option-values.ts";
import { addTokenOptions, readToken, type TokenOptions } from "../options/secret-token.ts";
import { EXIT_STATUS } from "../process/exit-status.ts";
import { type Io, isTermination, type ToAction } from "../process/io.ts";
import { listen } from "../process/listen.ts";

/** The services that the command can emulate. */
const PROFILES = { proxyclick: proxyclickProfile, full: fullProfile, "entra-gallery": entraGalleryProfile };

/** Options of `serve`. */
interface ServeOptions extends TokenOptions {
  readonly port: number;
  readonly host: string;
  readonly profile: keyof typeof PROFILES;
  readonly basePath: string;
  readonly store?: string;
}

/** Adds the command to the program. */
export function defineServe(program: Command, toAction: ToAction): void {
  addTokenOptions(program.command("serve"))
    .description(
      "Serves SCIM: an emulation of Proxyclick, every feature of SCIM 2.0, or what the Microsoft Entra gallery requires.",
    )
    .option("--port <number>", "port to listen on; 0 for any free one", parseInteger(0, 65_535), 8080)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(new Option("--profile <name>", "what to emulate").choices(Object.keys(PROFILES)).default("proxyclick"))
    .option("--base-path <path>", "path below which the service answers", parseBasePath, "/scim/v2")
    .option(
      "--store <location>",
      "SQLite file, or postgres:// URL, that keeps the users; without it, they are lost when the command ends",
    )
    .action(toAction(serve));
}

/** Serves until the signal is aborted, then answers the requests in flight. Resolves to 0, or to 130 after Ctrl+C. */
async function serve(io: Io, options: ServeOptions): Promise<number> {
  const token = await readToken(io, options);
  const { store, close } = await openStore(io, options.store);
  try {
    const handler = createScimHandler({
      basePath: options.basePath,
      profile: PROFILES[options.profile](),
      store,
      authenticate: bearerToken(token),
    });
    const server = await listen(toNodeListener(handler), options);
    io.stdout.write(`listening on ${server.origin}${options.basePath}\n`);
    if (!io.signal.aborted) await once(io.signal, "abort");
    await server.close();
  } finally {
    await close();
  }
  return isTermination(io.signal) ? EXIT_STATUS.done : EXIT_STATUS.interrupted;
}
