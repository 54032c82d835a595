/** The ways to sign in to Microsoft Graph on the command line. */
import { describe, expect, it } from "vitest";
import { type EntraSignInOptions, openGraph } from "../../../src/cli/options/entra-sign-in.ts";
import { testIo } from "../../support/command.ts";
import { useEntra } from "../../support/entra-services.ts";
import { APPLICATION_CERTIFICATE } from "../../testing/graph/rules/application-certificate.ts";

const { privateKey, certificate } = APPLICATION_CERTIFICATE;
const entra = useEntra({ users: 1, certificates: [certificate], federatedTokens: ["federated"] });

async function open(options: EntraSignInOptions, env: Record<string, string> = {}) {
  const { graph, origin, folder } = entra;
  const { tenantId, clientId } = graph;
  const io = testIo({ cwd: folder.path, env });
  return openGraph(io, { tenantId, clientId, graph: origin, authority: origin, ...options });
}

describe("signing in", () => {
  it.each<[string, EntraSignInOptions]>([
    ["a secret in a file", { clientSecretFile: "secret" }],
    ["a secret in the environment", {}],
    ["a certificate and a key", { certificateFile: "cert.pem", keyFile: "key.pem" }],
    ["a certificate with its key in one file", { certificateFile: "both.pem" }],
    ["a token of another identity provider", { federatedTokenFile: "federated" }],
    ["a managed identity", { managedIdentity: true }],
  ])("works with %s", async (_kind, options) => {
    const { folder, graph, origin } = entra;
    folder.write("cert.pem", certificate);
    folder.write("key.pem", privateKey);
    folder.write("both.pem", `${certificate}\n${privateKey}\n`);
    folder.write("federated", "federated");
    const env = {
      PROXYCLICK_CLIENT_SECRET: graph.clientSecret,
      IDENTITY_ENDPOINT: `${origin}/msi/token`,
      IDENTITY_HEADER: "header",
    };
    const client = await open(options, env);
    expect((await client.page("/users")).value).toHaveLength(1);
  });

  it.each<[EntraSignInOptions, string]>([
    [{}, "no credentials for Microsoft Entra: give --client-secret-file or PROXYCLICK_CLIENT_SECRET"],
    [{ clientSecretFile: "missing" }, "cannot read the client secret file missing: no such file"],
    [{ clientSecretFile: "empty" }, "no client secret: empty is empty"],
    [{ certificateFile: "secret" }, "expected a PEM"],
    [{ certificateFile: "secret", clientSecretFile: "secret" }, "two ways to sign in"],
  ])("rejects %j", async (options, message) => {
    entra.folder.write("empty", "\n");
    const opened = open(options);
    await expect(opened).rejects.toThrow(message);
    await expect(opened).rejects.not.toThrow(entra.graph.clientSecret);
  });
});
