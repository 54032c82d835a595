/**
 * An emulator of Microsoft Graph as a program: a tenant whose users are all members of one assigned group, or are all
 * assigned directly.
 *
 *   node graph-process.ts USERS group|direct
 *
 * It prints its URL. `GET /test/info` returns the application and a token, `POST /test/change` changes 100 users, `POST
 * /test/requests` returns the number of requests to Graph since the last call.
 */
import { createServer } from "node:http";
import { toNodeListener } from "../../src/node/index.ts";
import { createGraphEmulator, listen } from "../../src/testing/index.ts";

const [users = "", kind = ""] = process.argv.slice(2);
const graph = createGraphEmulator({
  users: Number(users),
  behavior: { pageSize: 200, replays: 0.01 },
  journalLimit: 0,
});
const ids = [...graph.users.ids()];
if (kind === "direct") for (const id of ids) graph.assignments.add(id);
else graph.assignments.add(graph.groups.create({ displayName: "Everybody", securityEnabled: true, members: ids }));

let requests = 0;
let changes = 0;

function change(): void {
  changes += 1;
  for (let index = 0; index < 100; index += 1) {
    const id = ids[(index * 1_999) % ids.length];
    if (id !== undefined) graph.users.update(id, { jobTitle: `Title ${changes}` });
  }
}

async function respond(request: Request): Promise<Response> {
  switch (new URL(request.url).pathname) {
    case "/test/info":
      return Response.json({ servicePrincipalId: graph.servicePrincipalId, token: graph.issueToken() });
    case "/test/change":
      change();
      return Response.json({});
    case "/test/requests": {
      const count = requests;
      requests = 0;
      return Response.json(count);
    }
    default:
      requests += 1;
      return graph.fetch(request);
  }
}

const { origin } = await listen({ fetch: respond }, { createServer, toNodeListener });
process.stdout.write(`${origin}\n`);
