/** Exit statuses and messages of errors and cycles. */
import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { messageOfError, statusOfCycle, statusOfError, usageError } from "../../../src/cli/process/exit-status.ts";
import { interruption } from "../../../src/cli/process/io.ts";
import {
  ExpressionError,
  type GraphErrorCode,
  GraphRequestError,
  OAuthTokenError,
  ProvisioningError,
  type RequestErrorCode,
  ScimError,
  ScimRequestError,
} from "../../../src/errors.ts";
import { person } from "../../support/fake-directory.ts";
import { cycleSummary } from "../../support/log-entries.ts";
import { newWorld } from "../../support/world.ts";

const request = (code: RequestErrorCode) =>
  new ScimRequestError("no", { code, method: "GET", requestPath: "/Users", status: 0, attempts: 1 });

const graph = (code: GraphErrorCode) => new GraphRequestError("no", { code, method: "GET", requestPath: "/users" });

describe("the status of an error", () => {
  it.each<[string, unknown, number]>([
    ["help that was asked for", new CommanderError(0, "commander.helpDisplayed", ""), 0],
    ["an unknown option", new CommanderError(1, "commander.unknownOption", ""), 2],
    ["arguments that cannot be used", usageError("no"), 2],
    ["an expression", new ExpressionError("no", { code: "parse_error", source: "x", offset: 0 }), 2],
    ["credentials that are refused with 401", request("unauthorized"), 3],
    ["credentials that are refused with 403", request("forbidden"), 3],
    ["a target that does not answer", request("unreachable"), 4],
    ["a target that answers too late", request("timeout"), 4],
    ["a target that is not SCIM", request("not_scim"), 4],
    ["a target that answers with an error", request("refused"), 4],
    ["a token that Microsoft Graph rejects", graph("unauthorized"), 3],
    ["a permission of Microsoft Graph that is missing", graph("forbidden"), 3],
    ["a secret that Microsoft Entra rejects", graph("rejected_credentials"), 3],
    ["an application that Microsoft Graph does not know", graph("not_found"), 2],
    ["too many requests to Microsoft Graph", graph("throttled"), 4],
    ["a Microsoft Graph that does not answer", graph("network"), 4],
    ["a Microsoft Graph that answers too late", graph("timeout"), 4],
    ["a Microsoft Graph that fails", graph("server_error"), 4],
    ["a client secret of the target that is refused", new OAuthTokenError("rejected_credentials", "no"), 3],
    ["a token endpoint that does not answer", new OAuthTokenError("unreachable", "no"), 4],
    ["a tenant URL", new ScimError("no", { status: 400 }), 2],
    ["a mapping", new ProvisioningError("invalid_mapping", "no"), 2],
    ["a source", new ProvisioningError("invalid_source", "no"), 2],
    ["a source that was cut short", new ProvisioningError("incomplete_source", "no"), 5],
    ["a state that is no state", new ProvisioningError("invalid_state", "no"), 2],
    ["a state in use", new ProvisioningError("state_in_use", "no"), 6],
    ["a quarantine", new ProvisioningError("quarantined", "no"), 5],
    ["a stop by a signal", interruption("SIGINT"), 130],
    ["the operating system", Object.assign(new Error("no"), { code: "ENOSPC", syscall: "write" }), 2],
    ["anything else", new TypeError("no"), 1],
  ])("%s", (_what, error, status) => {
    expect(statusOfError(error)).toBe(status);
  });
});

it("the credentials of a source that are refused in the middle of a read end with status 3", async () => {
  const world = newWorld([person("ada")]);
  world.directory.read = async function* () {
    yield { kind: "user", user: person("ada") };
    throw request("unauthorized");
  };
  const error: unknown = await world.cycle().catch((reason: unknown) => reason);
  expect(statusOfError(error)).toBe(3);
});

describe("the message of an error", () => {
  it("is left to the argument parser where that has printed one", () => {
    expect(messageOfError(new CommanderError(1, "commander.unknownOption", "error: x"))).toBeUndefined();
  });

  it("shows the place in an expression", () => {
    const error = new ExpressionError("unknown function", {
      code: "unknown_function",
      source: "Apend([a])",
      offset: 0,
    });
    expect(messageOfError(error)).toBe("unknown function\nApend([a])\n^");
  });

  it("has no control characters and no stack", () => {
    expect(messageOfError(new Error("a\u001b[2Jb"))).toBe("a\\u001b[2Jb");
  });
});

const unusable = cycleSummary({ counts: { skipped: { AttributeValidationFailed: 1 } } });
const notifyProblem = {
  kind: "deletion_threshold",
  time: "2026-11-22T10:00:00.000Z",
  reason: "Mailbox is full",
} as const;

describe("the status of a cycle", () => {
  it.each([
    ["completed without failures", cycleSummary({}), 0],
    ["completed with users who were left out for a value", unusable, 1],
    ["completed, with an e-mail that was not accepted", cycleSummary({ notifyProblems: [notifyProblem] }), 0],
    ["completed with users who failed", cycleSummary({ counts: { failed: { EntryConflict: 1 } } }), 1],
    ["held back", cycleSummary({ outcome: "held_back", counts: { failed: { EntryConflict: 1 } } }), 5],
    ["incomplete", cycleSummary({ outcome: "incomplete" }), 5],
    ["interrupted", cycleSummary({ outcome: "interrupted" }), 130],
  ])("%s", (_outcome, summary, status) => {
    expect(statusOfCycle(summary)).toBe(status);
  });
});
