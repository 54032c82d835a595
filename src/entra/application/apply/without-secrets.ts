/** Keeps secrets out of errors: a service may repeat what it was given. */
import { GraphRequestError, isGraphRequestError } from "../../../errors.ts";
import type { SettingValue } from "../plan/plan-settings.ts";

/** Keys whose values are no secrets. */
const OPEN_KEYS: ReadonlySet<string> = new Set(["BaseAddress", "SyncAll", "SkipOutOfScopeDeletions"]);

/** A message without the secrets of settings. */
export function withoutSecrets(message: string, settings: readonly SettingValue[]): string {
  const secrets = settings.filter(({ key, value }) => !OPEN_KEYS.has(key) && value !== "");
  return secrets.reduce((kept, { value }) => kept.replaceAll(value, "[secret]"), message);
}

/** An error without the secrets of settings; any other error than Graph's as it is. */
export function errorWithoutSecrets(error: unknown, settings: readonly SettingValue[]): unknown {
  if (!isGraphRequestError(error)) return error;
  const message = withoutSecrets(error.message, settings);
  if (message === error.message) return error;
  const { code, method, requestPath, status, graphCode, requestId, mayHaveTakenEffect } = error;
  const detail = withoutSecrets(error.detail ?? "", settings);
  const options = { code, method, requestPath, status, graphCode, detail, requestId, mayHaveTakenEffect };
  return new GraphRequestError(message, options);
}
