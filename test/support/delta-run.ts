/**
 * One cycle over a delta, as a program: the first round lists all users, the second changes all users and fails, the
 * third lists none.
 *
 *   node delta-run.ts URL TOKEN STATE LOG ROUND USERS
 */
import { ScimError } from "../../src/errors.ts";
import { jsonlLog } from "../../src/files/index.ts";
import { createProvisioningJob, type DirectorySource, type SourceEvent } from "../../src/provisioning/index.ts";
import { ProxyclickScimClient } from "../../src/proxyclick/index.ts";
import { openSqliteState } from "../../src/sqlite/index.ts";
import { person } from "./fake-directory.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "./mapping.ts";

const [tenantUrl = "", secretToken = "", statePath = "", logPath = "", round = "", users = ""] = process.argv.slice(2);

const titles = ["Engineer", "Director"].slice(0, Number(round));

const source: DirectorySource = {
  name: "Directory",
  kind: "delta",
  describe: async () => ({}),
  async *read({ watermark } = {}): AsyncGenerator<SourceEvent> {
    for (const jobTitle of titles.slice(Number(watermark ?? 0))) {
      for (let index = 0; index < Number(users); index += 1) {
        yield { kind: "user", user: person(`user${index}`, { jobTitle }) };
      }
    }
    yield { kind: "end", watermark: String(titles.length) };
  },
};

const client = new ProxyclickScimClient({ tenantUrl, secretToken });

/** The client, but with changes that fail. */
const refusing = new Proxy(client.users, {
  get(object, name) {
    if (name === "patch") return () => Promise.reject(new ScimError("busy", { status: 503 }));
    const value: unknown = Reflect.get(object, name, object);
    return typeof value === "function" ? value.bind(object) : value;
  },
});

const state = await openSqliteState(statePath);
const job = createProvisioningJob({
  source,
  target: {
    name: "Proxyclick",
    users: round === "2" ? refusing : client.users,
    testConnection: (options) => client.testConnection(options),
  },
  mapping: schema({ attributes: [...BASIC_ATTRIBUTES, attribute('emails[type eq "work"].value', "[mail]")] }),
  scope: "all",
  state,
  log: await jsonlLog(logPath),
});
await job.runCycle();
await state.close();
