/** Keeps secrets out of the journal: the values of secret keys that requests to synchronization contain. */
import { isObject, readProperty } from "../../internal/values.ts";

const SECRET_KEY =
  /^(?:Password|SecretToken|AppKey|ClientSecret|ConsumerSecret|TokenKey|Oauth2(?:AccessToken|RefreshToken|ClientSecret|AuthorizationCode)|ConnectionString)$/i;

const MAX_DEPTH = 8;

/** Returns a body whose secrets are replaced by `*`. */
export function withoutSecrets(body: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) return body;
  if (Array.isArray(body)) return body.map((entry: unknown) => withoutSecrets(entry, depth + 1));
  if (!isObject(body)) return body;
  const key = readProperty(body, "key");
  const isSecret = typeof key === "string" && SECRET_KEY.test(key);
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      isSecret && name === "value" && value !== "" ? "*" : withoutSecrets(value, depth + 1),
    ]),
  );
}
