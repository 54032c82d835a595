/** What the target is: Proxyclick, any SCIM service, or either of them with other assumptions, read from a file. */
import { type Command, Option } from "commander";
import * as z from "zod";
import { type ProxyclickProfileOptions, proxyclickProfile } from "../../proxyclick/index.ts";
import { fullProfile, type ServiceProfile } from "../../server/index.ts";
import type { Io } from "../process/io.ts";
import { readSettings } from "./parse-settings.ts";

/** A target as data. */
export interface TargetProfile {
  /** Whether the rules of Proxyclick's connector apply: guards, default mapping, phone numbers. */
  readonly isProxyclick: boolean;
  readonly profile: ServiceProfile;
  /** Whether the profile is only a guess, because the service itself says what it can do. */
  readonly isDiscovered: boolean;
}

const bulk = z.union([
  z.literal(false),
  z.strictObject({ maxOperations: z.int().min(1), maxPayloadSize: z.int().min(1) }),
]);

/** What the file of a profile may say of any service; the rest is for Proxyclick only. */
const capabilities = {
  patch: z.boolean().exactOptional(),
  filter: z.boolean().exactOptional(),
  maxResults: z.int().min(1).exactOptional(),
  sort: z.boolean().exactOptional(),
  etag: z.boolean().exactOptional(),
  bulk: bulk.exactOptional(),
};

const ProfileFile = z.strictObject({
  base: z.enum(["proxyclick", "full"]),
  ...capabilities,
  moreAttributes: z.array(z.string().min(1)).exactOptional(),
  otherAttributes: z.enum(["drop", "refuse"]).exactOptional(),
  mismatch: z.enum(["refuse", "userName", "email"]).exactOptional(),
  formattedName: z.enum(["optional", "required"]).exactOptional(),
  maxLength: z.int().min(1).exactOptional(),
}) satisfies z.ZodType<ProxyclickProfileOptions & { readonly base: string }>;

const AnyServiceFile = z.strictObject({ base: z.literal("full"), ...capabilities });

/** Adds `--profile`. */
export function addProfileOption(command: Command): Command {
  return command.addOption(
    new Option(
      "--profile <proxyclick|full|file>",
      "what the target is: proxyclick, with its limitations; full for any SCIM service, which needs --mapping; or a JSON file",
    ).default("proxyclick"),
  );
}

/**
 * Reads the profile that `--profile` names.
 *
 * @throws CommanderError for a file that is not one.
 */
export async function readProfile(io: Io, name: string): Promise<TargetProfile> {
  if (name === "proxyclick") return { isProxyclick: true, profile: proxyclickProfile(), isDiscovered: false };
  if (name === "full") return { isProxyclick: false, profile: fullProfile(), isDiscovered: true };
  const { base, ...options } = await readSettings(io, name, "profile", ProfileFile);
  if (base === "proxyclick") return { isProxyclick: true, profile: proxyclickProfile(options), isDiscovered: false };
  const { base: _full, ...known } = await readSettings(io, name, "profile", AnyServiceFile);
  return { isProxyclick: false, profile: withCapabilities(fullProfile(), known), isDiscovered: false };
}

function withCapabilities(
  profile: ServiceProfile,
  { maxResults, filter, ...known }: Omit<z.output<typeof AnyServiceFile>, "base">,
): ServiceProfile {
  const limit = { maxResults: maxResults ?? 200 };
  return {
    ...profile,
    name: "SCIM service",
    capabilities: { ...profile.capabilities, cursor: false, ...known, filter: filter === false ? false : limit },
  };
}
