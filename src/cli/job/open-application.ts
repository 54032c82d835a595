/** Opens the enterprise application that the options name, in Microsoft Entra. */
import type { Command } from "commander";
import { type EntraApplication, entraApplication } from "../../entra/index.ts";
import { addAppOption, addEntraSignInOptions, type EntraSignInOptions, openGraph } from "../options/entra-sign-in.ts";
import { addJobFileOption } from "../options/job-file.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";
import { findApp } from "./find-app.ts";

/** Options that name an enterprise application, and how to sign in. */
export interface ApplicationOptions extends EntraSignInOptions {
  /** Object id, application id or name. */
  readonly app?: string;
  /** The provisioning job, of an application with several. */
  readonly jobId?: string;
}

/** Adds the options of an enterprise application. */
export function addApplicationOptions(command: Command): Command {
  return addJobFileOption(addAppOption(addEntraSignInOptions(command))).option(
    "--job-id <id>",
    "provisioning job of Microsoft Entra, where the application has several",
  );
}

/** An application that is open. */
interface OpenedApplication {
  readonly application: EntraApplication;
  /** Object id of the application. */
  readonly servicePrincipalId: string;
}

/**
 * Opens the application.
 *
 * @throws CommanderError for missing options, EntraApplicationError for an unknown application.
 */
export async function openApplication(io: Io, options: ApplicationOptions): Promise<OpenedApplication> {
  const { app, jobId } = options;
  if (app === undefined)
    throw usageError("no application: give --app with the id or name of the enterprise application");
  const client = await openGraph(io, options);
  const { id: servicePrincipalId } = await findApp(io, client, app);
  return { application: entraApplication({ client, servicePrincipalId, jobId }), servicePrincipalId };
}
