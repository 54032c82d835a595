/**
 * The settings of provisioning: Tenant URL, Secret Token, notification, threshold and scope.
 *
 * Graph keeps all of them as secrets, whose values are strings ("Add synchronization secrets").
 */
import { isObject } from "../../../internal/values.ts";
import type { DesiredProvisioning } from "./desired-types.ts";

/** Keys are case-sensitive (Microsoft Graph: synchronizationSecret). */
const TENANT_URL = "BaseAddress";
const TOKEN = "SecretToken";
const NOTIFICATION = "SyncNotificationSettings";
const SYNC_ALL = "SyncAll";
const SKIP_DELETIONS = "SkipOutOfScopeDeletions";

/** Keys whose values are no secrets. */
const OPEN_KEYS: ReadonlySet<string> = new Set([TENANT_URL, SYNC_ALL, SKIP_DELETIONS]);

/** The stored settings by key; undefined when Graph does not return them. */
export type StoredSettings = ReadonlyMap<string, string> | undefined;

/** The difference between stored and desired settings. */
export interface SettingsPlan {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The complete set to write. */
  readonly values: ReadonlyMap<string, string>;
  /** Stored secrets that cannot be read and were not given. */
  readonly missing: readonly string[];
  readonly warnings: readonly string[];
}

/** One setting, as lines for people. */
interface Setting {
  readonly key: string;
  readonly value: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Compares the settings.
 *
 * @param replaceToken - whether a token that cannot be compared is written
 */
export function planSettings(
  desired: DesiredProvisioning,
  stored: StoredSettings,
  { replaceToken }: { readonly replaceToken: boolean },
): SettingsPlan {
  const known = stored ?? new Map<string, string>();
  const changed = [
    ...tenantUrl(desired, known),
    ...token(desired, known, replaceToken),
    ...notification(desired, known),
    ...flags(desired, known),
  ];
  const given = new Map([
    ...(desired.tenantUrl === undefined ? [] : [[TENANT_URL, desired.tenantUrl] as const]),
    ...(desired.secretToken === undefined ? [] : [[TOKEN, desired.secretToken] as const]),
    ...unreadableSettings(desired, known),
    ...changed.map(({ key, value }) => [key, value] as const),
  ]);
  const kept = [...known].filter(([, value]) => value !== "" && !isMasked(value));
  return {
    before: changed.flatMap(({ before }) => before),
    after: changed.flatMap(({ after }) => after),
    values: new Map([...kept, ...given]),
    missing: [...known].flatMap(([key, value]) => (isMasked(value) && !given.has(key) ? [key] : [])),
    warnings: warningsOf(desired, stored, replaceToken),
  };
}

/** What Test Connection tests: Tenant URL and Secret Token; undefined when one of them is not known. */
export function credentialsOf(values: ReadonlyMap<string, string>): readonly SettingValue[] | undefined {
  if (!values.has(TENANT_URL) || !values.has(TOKEN)) return undefined;
  return toSettingValues(values).filter(({ key }) => key === TENANT_URL || key === TOKEN);
}

/** A setting as Graph takes it. */
export interface SettingValue {
  readonly key: string;
  readonly value: string;
}

/** The settings as Graph takes them. */
export function toSettingValues(values: ReadonlyMap<string, string>): readonly SettingValue[] {
  return [...values].map(([key, value]) => ({ key, value }));
}

/** Whether a desired state can give a setting; connectors of other applications have further ones. */
export function isSettable(key: string): boolean {
  return key === TOKEN || key === NOTIFICATION || OPEN_KEYS.has(key);
}

/** The values of settings that must not appear in messages. */
export function secretsOf(settings: readonly SettingValue[]): readonly string[] {
  return settings.filter(({ key }) => !OPEN_KEYS.has(key)).map(({ value }) => value);
}

/** Whether a job with these settings can be started. */
export function isConfigured(values: ReadonlyMap<string, string>): boolean {
  return values.has(TENANT_URL) && values.has(TOKEN);
}

/** Whether the scope changes from all users to those assigned, which takes effect after a restart only. */
export function narrowsScope({ values }: SettingsPlan, stored: StoredSettings): boolean {
  return isTrue(stored?.get(SYNC_ALL)) && !isTrue(values.get(SYNC_ALL));
}

/** What Graph returns in place of a secret. */
function isMasked(value: string): boolean {
  return /^\*+$/.test(value);
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === "true";
}

function tenantUrl({ tenantUrl: wanted }: DesiredProvisioning, known: ReadonlyMap<string, string>): readonly Setting[] {
  const current = known.get(TENANT_URL);
  if (wanted === undefined || wanted === current || (current !== undefined && isMasked(current))) return [];
  const before = current === undefined ? [] : [`Tenant URL: ${current}`];
  return [{ key: TENANT_URL, value: wanted, before, after: [`Tenant URL: ${wanted}`] }];
}

function token(
  { secretToken }: DesiredProvisioning,
  known: ReadonlyMap<string, string>,
  replaceToken: boolean,
): readonly Setting[] {
  const current = known.get(TOKEN);
  if (secretToken === undefined || secretToken === current) return [];
  if (current === undefined) return [{ key: TOKEN, value: secretToken, before: [], after: ["Secret Token: (set)"] }];
  if (isMasked(current) && !replaceToken) return [];
  const [before, after] = [["Secret Token: (set)"], ["Secret Token: (set, replaced)"]];
  return [{ key: TOKEN, value: secretToken, before, after }];
}

/** The members of the JSON that are known here; others are kept. */
interface NotificationSettings {
  readonly Enabled?: unknown;
  readonly Recipients?: unknown;
  readonly DeleteThresholdEnabled?: unknown;
  readonly DeleteThresholdValue?: unknown;
}

function notification(desired: DesiredProvisioning, known: ReadonlyMap<string, string>): readonly Setting[] {
  if (isMasked(known.get(NOTIFICATION) ?? "")) return [];
  const current: NotificationSettings = parsedSettings(known.get(NOTIFICATION));
  const wanted: NotificationSettings = { ...current, ...wantedNotification(desired), ...wantedThreshold(desired) };
  const [old, changed] = [describeNotification(current), describeNotification(wanted)];
  const before = old.filter((line) => !changed.includes(line));
  const after = changed.filter((line) => !old.includes(line));
  if (before.length === 0 && after.length === 0) return [];
  const value = JSON.stringify({ HumanResourcesLookaheadQueryEnabled: false, ...wanted });
  return [{ key: NOTIFICATION, value, before, after }];
}

function parsedSettings(content: string | undefined): NotificationSettings {
  try {
    const parsed: unknown = JSON.parse(content ?? "{}");
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function wantedNotification({ notification: wanted }: DesiredProvisioning): NotificationSettings {
  return wanted === undefined ? {} : { Enabled: wanted.enabled ?? true, Recipients: wanted.email };
}

function wantedThreshold({ deletionThreshold: wanted }: DesiredProvisioning): NotificationSettings {
  if (wanted === undefined) return {};
  return wanted === "off"
    ? { DeleteThresholdEnabled: false }
    : { DeleteThresholdEnabled: true, DeleteThresholdValue: wanted };
}

function describeNotification(settings: NotificationSettings): readonly string[] {
  const { Enabled, Recipients, DeleteThresholdEnabled, DeleteThresholdValue } = settings;
  const recipients = typeof Recipients === "string" && Recipients !== "" ? Recipients : undefined;
  const threshold = DeleteThresholdEnabled === true ? String(DeleteThresholdValue) : "off";
  return [
    ...(recipients === undefined ? [] : [`Notification e-mail: ${recipients} (${Enabled === true ? "on" : "off"})`]),
    ...(DeleteThresholdEnabled === undefined ? [] : [`Deletion threshold: ${threshold}`]),
  ];
}

/**
 * Desired settings whose stored values Graph masks: they are not compared, and are written with others. The
 * notification counts only with the threshold, because both are in one value.
 */
function unreadableSettings(
  desired: DesiredProvisioning,
  known: ReadonlyMap<string, string>,
): readonly (readonly [key: string, value: string])[] {
  const { notification: mail, deletionThreshold, scope, skipOutOfScopeDeletions: skip } = desired;
  const noticed = mail === undefined || deletionThreshold === undefined ? [] : notification(desired, new Map());
  return [
    ...noticed.map(({ key, value }) => [key, value] as const),
    ...(scope === undefined ? [] : [[SYNC_ALL, scope === "all" ? "true" : "false"] as const]),
    ...(skip === undefined ? [] : [[SKIP_DELETIONS, skip ? "True" : "False"] as const]),
  ].filter(([key]) => isMasked(known.get(key) ?? ""));
}

/** A missing key is the default: assigned users and groups only, and deletions are not skipped. */
function flags(desired: DesiredProvisioning, known: ReadonlyMap<string, string>): readonly Setting[] {
  const scope = desired.scope === undefined ? undefined : desired.scope === "all";
  return [
    ...flag(known, { key: SYNC_ALL, wanted: scope, written: ["true", "false"], describe: describeScope }),
    ...flag(known, {
      key: SKIP_DELETIONS,
      wanted: desired.skipOutOfScopeDeletions,
      written: ["True", "False"],
      describe: (isOn) => `Skip out-of-scope deletions: ${isOn ? "yes" : "no"}`,
    }),
  ];
}

function describeScope(isAll: boolean): string {
  return `Scope: ${isAll ? "all users and groups" : "assigned users and groups"}`;
}

function flag(
  known: ReadonlyMap<string, string>,
  setting: {
    readonly key: string;
    readonly wanted: boolean | undefined;
    /** How Graph writes true and false. */
    readonly written: readonly [string, string];
    readonly describe: (isOn: boolean) => string;
  },
): readonly Setting[] {
  const { key, wanted, written, describe } = setting;
  if (isMasked(known.get(key) ?? "")) return [];
  const current = isTrue(known.get(key));
  if (wanted === undefined || wanted === current) return [];
  return [{ key, value: written[wanted ? 0 : 1], before: [describe(current)], after: [describe(wanted)] }];
}

function warningsOf(desired: DesiredProvisioning, stored: StoredSettings, replaceToken: boolean): readonly string[] {
  if (stored === undefined) return ["Graph does not return the stored settings, so all given ones are written."];
  const given = [
    ["Secret Token", TOKEN, replaceToken ? undefined : desired.secretToken],
    ["Tenant URL", TENANT_URL, desired.tenantUrl],
    ["notification", NOTIFICATION, desired.notification ?? desired.deletionThreshold],
    ["scope", SYNC_ALL, desired.scope],
    ["setting to skip out-of-scope deletions", SKIP_DELETIONS, desired.skipOutOfScopeDeletions],
  ] as const;
  return given
    .filter(([, key, value]) => value !== undefined && isMasked(stored.get(key) ?? ""))
    .map(([name]) => `The stored ${name} cannot be read, so it was not compared with the given one.`);
}
