/**
 * A complete SCIM service in memory as a target: the handler with the full profile behind the client, with a count of
 * all requests.
 */
import { ScimClient } from "../../src/client/index.ts";
import { UserType } from "../../src/models/index.ts";
import type { ProvisioningTarget } from "../../src/provisioning/index.ts";
import {
  bearerToken,
  createScimHandler,
  fullProfile,
  MemoryStore,
  type ServiceProfile,
} from "../../src/server/index.ts";

const TOKEN = "a-long-enough-token";
const BASE = "https://scim.example.com/scim";

export interface FullService {
  readonly target: ProvisioningTarget;
  readonly client: ScimClient;
  /** Requests since the last look, without the test of the connection: `POST /Users`. */
  takeRequests(): readonly string[];
}

export function fullService(profile: ServiceProfile = fullProfile()): FullService {
  const handler = createScimHandler({
    basePath: "/scim",
    profile,
    store: new MemoryStore(),
    authenticate: bearerToken(TOKEN),
  });
  let requests: string[] = [];
  let testing = false;
  const client = new ScimClient({
    baseUrl: BASE,
    token: TOKEN,
    fetch: (request: Request) => {
      if (!testing) requests.push(`${request.method} ${decodeURIComponent(request.url.slice(BASE.length))}`);
      return handler(request);
    },
  });
  const target: ProvisioningTarget = {
    name: "Full service",
    users: client.resources(UserType),
    async testConnection(options) {
      testing = true;
      await client.testConnection(options);
      testing = false;
    },
  };
  return {
    target,
    client,
    takeRequests() {
      const taken = requests;
      requests = [];
      return taken;
    },
  };
}
