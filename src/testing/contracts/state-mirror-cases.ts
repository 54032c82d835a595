/** Cases for the mirror of a provisioning state: what a delta source keeps between two reads. */
import type { ProvisioningState } from "../../provisioning/index.ts";
import { checkEqual } from "./assertions.ts";
import type { ContractCase } from "./contract-case.ts";
import { collect, record } from "./sample-records.ts";

const VALUE = '{"name":"Zoë \\"Z\\" 👩","lines":"a\\nb"}';

async function entriesOf({ mirror }: ProvisioningState, collection: string): Promise<Record<string, string>> {
  const entries = await collect(mirror.entries(collection));
  checkEqual("the number of different keys", new Set(entries.map(([key]) => key)).size, entries.length);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The cases that the mirror of every state must pass. */
export const mirrorCases: readonly ContractCase<ProvisioningState>[] = [
  {
    name: "keeps the records of a mirror by collection and key",
    async run(state) {
      const { mirror } = state;
      checkEqual("an unknown record", await mirror.get("users", "ada"), undefined);
      await mirror.write([
        { collection: "users", key: "ada", value: "1" },
        { collection: "users", key: "Ada", value: VALUE },
        { collection: "links", key: "ada", value: "" },
      ]);
      checkEqual("a record", await mirror.get("users", "ada"), "1");
      checkEqual("the record of a key in other letters", await mirror.get("users", "Ada"), VALUE);
      checkEqual("the record of another collection", await mirror.get("links", "ada"), "");
      checkEqual("the records of a collection", await entriesOf(state, "users"), { Ada: VALUE, ada: "1" });
      checkEqual("the records of an unknown collection", await entriesOf(state, "groups"), {});
    },
  },
  {
    name: "replaces and deletes records of a mirror, several in one write",
    async run(state) {
      const { mirror } = state;
      await mirror.write([
        { collection: "users", key: "ada", value: "1" },
        { collection: "users", key: "bob", value: "1" },
      ]);
      await mirror.write([
        { collection: "users", key: "ada", value: "2" },
        { collection: "users", key: "bob", value: undefined },
        { collection: "users", key: "eve", value: "1" },
        { collection: "users", key: "eve", value: "2" },
        { collection: "users", key: "nobody", value: undefined },
      ]);
      checkEqual("the records", await entriesOf(state, "users"), { ada: "2", eve: "2" });
      await mirror.write([]);
      checkEqual("the records after an empty write", await entriesOf(state, "users"), { ada: "2", eve: "2" });
    },
  },
  {
    name: "returns many records of a mirror at once, without those that do not exist",
    async run({ mirror }) {
      const keys = Array.from({ length: 1_200 }, (_one, index) => `user${index}`);
      await mirror.write(keys.map((key) => ({ collection: "users", key, value: `"${key}"` })));
      const found = await mirror.getMany("users", [...keys, "nobody"]);
      checkEqual("the number of records", found.size, 1_200);
      checkEqual("the last record", found.get("user1199"), '"user1199"');
      checkEqual("no records", (await mirror.getMany("groups", keys)).size, 0);
    },
  },
  {
    name: "iterates over the records of a mirror once each, even while they change and are deleted",
    async run({ mirror }) {
      const keys = Array.from({ length: 1_200 }, (_one, index) => `user${index}`);
      await mirror.write(keys.map((key) => ({ collection: "users", key, value: "1" })));
      const visited: string[] = [];
      for await (const [key] of mirror.entries("users")) {
        const value = visited.push(key) % 2 === 0 ? undefined : "2";
        await mirror.write([{ collection: "users", key, value }]);
      }
      checkEqual("the visited keys", visited.sort(), keys.sort());
      checkEqual("the number of remaining records", (await collect(mirror.entries("users"))).length, 600);
    },
  },
  {
    name: "clears its mirror alone, and with everything that it forgets",
    async run(state) {
      const { mirror } = state;
      await state.commit({ record: record("ada", "t1") });
      await mirror.write([{ collection: "users", key: "ada", value: "1" }]);
      await mirror.clear();
      checkEqual("the records of the mirror", await entriesOf(state, "users"), {});
      checkEqual("the owner of an account", await state.ownerOf("t1"), "ada");
      await mirror.write([{ collection: "users", key: "ada", value: "2" }]);
      await state.forgetAll();
      checkEqual("a record of the mirror", await mirror.get("users", "ada"), undefined);
      await mirror.write([{ collection: "users", key: "bob", value: "3" }]);
      checkEqual("the records of the mirror", await entriesOf(state, "users"), { bob: "3" });
    },
  },
];
