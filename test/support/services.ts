/** SCIM services on a socket of this process, for the tests of commands. */
import type { RequestListener } from "node:http";
import { afterEach, beforeEach, expect, onTestFinished } from "vitest";
import { listen } from "../../src/cli/process/listen.ts";
import { toNodeListener } from "../../src/node/index.ts";
import {
  bearerToken,
  createScimHandler,
  MemoryStore,
  proxyclickProfile,
  type ServiceProfile,
} from "../../src/server/index.ts";
import { type CommandResult, runCommand } from "./command.ts";
import { employees, usersCsv } from "./company.ts";
import { type TemporaryFolder, useTemporaryFolder } from "./temporary-folder.ts";

/** The token that every service of this file accepts. */
export const TOKEN = "s3cret-token";

const BASE_PATH = "/scim/v2";

/** A SCIM service without users at `/scim/v2`. */
export function scimListener(profile: ServiceProfile): RequestListener {
  const authenticate = bearerToken(TOKEN);
  return toNodeListener(createScimHandler({ basePath: BASE_PATH, profile, store: new MemoryStore(), authenticate }));
}

/** A service that always gives the same response. */
export function fixedResponse(status: number, type: string, body: string): RequestListener {
  return (_request, response) => response.writeHead(status, { "content-type": type }).end(body);
}

/** Starts a service on a free port, which ends with the test; its tenant URL. */
export async function startService(listener: RequestListener): Promise<string> {
  const server = await listen(listener, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close());
  return `${server.origin}${BASE_PATH}`;
}

/** Runs a command against a service. Checks that the command never prints the token. */
export async function runAgainst(
  listener: RequestListener,
  args: (url: string) => readonly string[],
): Promise<CommandResult & { readonly url: string }> {
  const url = await startService(listener);
  const result = await runCommand(args(url), { env: { PROXYCLICK_TOKEN: TOKEN } });
  expect(result.out + result.err).not.toContain(TOKEN);
  return { ...result, url };
}

/** A folder with the users of the test company, and an emulation of Proxyclick to provision them into. */
export interface CompanyAndService {
  readonly folder: TemporaryFolder;
  /** Tenant URL of the service. */
  readonly url: string;
  /** Runs a command in the folder, with the token in the environment. */
  run(...args: readonly string[]): Promise<CommandResult>;
}

/** Gives every test a new service, and a new folder whose `users.csv` has that many employees. */
export function useCompany(size: number): CompanyAndService {
  const folder = useTemporaryFolder();
  let server: Awaited<ReturnType<typeof listen>> | undefined;
  beforeEach(async () => {
    folder.write("users.csv", usersCsv(employees(size)));
    server = await listen(scimListener(proxyclickProfile()), { host: "127.0.0.1", port: 0 });
  });
  afterEach(() => server?.close());
  return {
    folder,
    get url() {
      return `${server?.origin}${BASE_PATH}`;
    },
    run: (...args) => runCommand(args, { cwd: folder.path, env: { PROXYCLICK_TOKEN: TOKEN } }),
  };
}
