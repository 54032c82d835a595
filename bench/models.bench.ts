/**
 * Validation and normalisation of the full user of RFC 7643 §8.2, beside scimmy. `--jitless`: zod without generated
 * code.
 */
import SCIMMY from "scimmy";
import { z } from "zod";
import { fullUser } from "../test/models/rfc7643-examples.ts";
import { compare } from "./support/compare.ts";

const jitless = process.argv.includes("--jitless");
z.config({ jitless });
const { normalizeResource, UserType } = await import("../src/models/index.ts");

const text = JSON.stringify(fullUser);
/** Names in another case, nulls and text for a boolean: nothing of it can be used as it is. */
const dialect = Object.fromEntries([
  ...Object.entries(JSON.parse(text)).map(([name, value]) => [name === "schemas" ? name : name.toUpperCase(), value]),
  ["TITLE", null],
  ["ACTIVE", "True"],
]);

function isUser(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && "userName" in answer && answer.userName === fullUser.userName;
}

await compare(jitless ? "Models, zod without generated code" : "Models", [
  {
    name: "normalise and validate the full user of RFC 7643 §8.2",
    target: 30,
    ours: {
      name: "proxyclick-scim",
      run: () => UserType.validate(normalizeResource(fullUser, UserType)),
      isRight: isUser,
    },
    peers: [{ name: "scimmy", run: () => new SCIMMY.Schemas.User(fullUser, "in"), isRight: isUser }],
  },
  {
    name: "the same with names in capitals, null and `True`",
    ours: {
      name: "proxyclick-scim",
      run: () => UserType.validate(normalizeResource(dialect, UserType)),
      isRight: isUser,
    },
    peers: [{ name: "scimmy", run: () => new SCIMMY.Schemas.User(dialect, "in"), isRight: isUser }],
  },
]);
