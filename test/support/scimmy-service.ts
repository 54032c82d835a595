/** A SCIM service of another project: scimmy with scimmy-routers on Express 4, over a Map. */
import { createServer } from "node:http";
import express from "express-4";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

export interface ForeignService {
  readonly baseUrl: string;
  readonly token: string;
  close(): Promise<void>;
}

type Kept = Record<string, unknown>;

/** A request of scimmy; the service applies filters itself. */
interface Asked {
  readonly id?: string;
  readonly filter?: { match(values: Kept[]): Kept[] };
}

/** Handlers of one resource type in the form of scimmy. */
function keep(unique: string) {
  const kept = new Map<string, Kept>();
  let next = 0;
  const read = (id: string | undefined): Kept => {
    const found = kept.get(id ?? "");
    if (found === undefined) throw new SCIMMY.Types.Error(404, "", `Resource ${id} not found`);
    return found;
  };
  return {
    egress: (resource: Asked) => {
      if (resource.id !== undefined) return read(resource.id);
      return resource.filter === undefined ? [...kept.values()] : resource.filter.match([...kept.values()]);
    },
    ingress: (resource: { id?: string }, data: object) => {
      const given: Kept = { ...data };
      const value = given[unique];
      const taken = [...kept.values()].some((other) => other[unique] === value && other["id"] !== resource.id);
      if (taken) throw new SCIMMY.Types.Error(409, "uniqueness", `${unique} is taken`);
      if (resource.id !== undefined) read(resource.id);
      next += 1;
      const id = resource.id ?? String(next);
      const meta = { created: new Date(0), lastModified: new Date(0) };
      kept.set(id, { ...JSON.parse(JSON.stringify(given)), id, meta });
      return read(id);
    },
    degress: (resource: { id?: string }) => {
      read(resource.id);
      kept.delete(resource.id ?? "");
    },
  };
}

/**
 * Starts it on a loopback port. scimmy keeps its resource types in static registries, so there is one of it in a
 * process.
 */
export async function startScimmy(): Promise<ForeignService> {
  const token = "foreign-token";
  SCIMMY.Config.set({
    patch: true,
    filter: { supported: true, maxResults: 50 },
    bulk: { supported: true, maxOperations: 3 },
  });
  SCIMMY.Resources.declare(SCIMMY.Resources.User, keep("userName"));
  SCIMMY.Resources.declare(SCIMMY.Resources.Group, keep("displayName"));
  const app = express();
  app.use(
    "/scim",
    new SCIMMYRouters({
      type: "bearer",
      handler: (request: { header(name: string): string | undefined }) => {
        if (request.header("authorization") !== `Bearer ${token}`) throw new Error("wrong token");
        return "";
      },
    }),
  );
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/scim`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
