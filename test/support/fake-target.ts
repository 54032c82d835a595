/**
 * A SCIM target in memory, for tests of the engine: userName is unique regardless of case, calls are answered in order
 * and recorded.
 */
import { ScimError } from "../../src/errors.ts";
import { compileFilter, parseFilter } from "../../src/filter/index.ts";
import { UserType } from "../../src/models/index.ts";
import { applyPatch, type PatchOperation } from "../../src/patch/index.ts";
import type { ProvisioningTarget, TargetUser } from "../../src/provisioning/index.ts";

export interface FakeTarget extends ProvisioningTarget {
  readonly accounts: Map<string, TargetUser & Record<string, unknown>>;
  readonly calls: string[];
  /** Fails the calls whose line contains the text, until cleared. */
  failOn: { readonly text: string; readonly error: Error } | undefined;
}

export function fakeTarget(): FakeTarget {
  const accounts = new Map<string, TargetUser & Record<string, unknown>>();
  const calls: string[] = [];
  let last = 0;

  const call = (line: string) => {
    calls.push(line);
    if (target.failOn !== undefined && line.includes(target.failOn.text)) throw target.failOn.error;
  };
  const refuseTaken = (account: Record<string, unknown>, own?: string) => {
    const name = String(account["userName"]).toLowerCase();
    for (const [id, other] of accounts) {
      if (id !== own && String(other["userName"]).toLowerCase() === name)
        throw new ScimError("userName is taken", { status: 409, scimType: "uniqueness" });
    }
  };
  const known = (id: string) => {
    const account = accounts.get(id);
    if (account === undefined) throw new ScimError(`no user ${id}`, { status: 404 });
    return account;
  };

  const target: FakeTarget = {
    name: "Fake",
    accounts,
    calls,
    failOn: undefined,
    async testConnection() {
      call("test");
    },
    users: {
      type: UserType,
      async get(id) {
        call(`GET ${id}`);
        return known(id);
      },
      async *list({ filter }) {
        call(`LIST ${filter ?? "everything"}`);
        const matches = filter === undefined ? () => true : compileFilter(parseFilter(filter), UserType);
        for (const account of [...accounts.values()]) if (matches(account)) yield account;
      },
      async create(resource) {
        call(`POST ${Reflect.get(resource, "userName")}`);
        const id = `t${++last}`;
        const account = { ...resource, id };
        refuseTaken(account);
        accounts.set(id, account);
        return account;
      },
      async patch(id, operations: readonly PatchOperation[]) {
        call(`PATCH ${id} ${operations.map((operation) => operation.path).join(" ")}`);
        const account = applyPatch(known(id), operations, UserType);
        refuseTaken(account, id);
        accounts.set(id, account);
      },
      async delete(id) {
        call(`DELETE ${id}`);
        known(id);
        accounts.delete(id);
      },
    },
  };
  return target;
}
