/** Delta queries: `GET /users/delta` and `GET /groups/delta`. */
import type { Filter } from "../service/odata-filter.ts";
import type { GraphAnswer, RoutedRequest } from "../service/route.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";
import { accessDenied, badRequest, ServiceError, unsupportedQuery } from "../service/service-error.ts";
import type { GraphBehavior } from "./behavior.ts";
import { deltaPage } from "./delta-page.ts";
import type { DeltaSubject } from "./delta-subject.ts";
import { type DeltaState, type RoundState, readDeltaToken, readRoundToken, writeDeltaToken } from "./delta-token.ts";
import { checkedSelect } from "./type-properties.ts";

/** Life of a delta token of users and groups, in milliseconds. */
const TOKEN_LIFE = 7 * 86_400_000;

const MAX_FILTER_IDS = 50;

/** What delta queries share. */
export interface DeltaSettings {
  readonly runtime: EmulatorRuntime;
  readonly behavior: GraphBehavior;
  /** Number of times that all delta tokens were revoked; may change. */
  readonly generation: () => number;
}

/** Answers a delta query. */
export function answerDelta(subject: DeltaSubject, request: RoutedRequest, settings: DeltaSettings): GraphAnswer {
  const { skipToken, deltaToken } = request.query;
  if (skipToken !== undefined) {
    requireOnly("$skiptoken", request);
    const round = readRoundToken(subject.path, skipToken) ?? malformed();
    requireCurrent(round, subject, request, settings);
    if (settings.behavior.endlessNextLink)
      return { body: { value: [], "@odata.nextLink": link(request, "$skiptoken", skipToken) } };
    return pageAnswer(subject, round, request, settings);
  }
  if (deltaToken !== undefined && deltaToken !== "" && deltaToken !== "latest") {
    requireOnly("$deltatoken", request);
    const state = readDeltaToken(subject.path, deltaToken) ?? malformed();
    requireCurrent(state, subject, request, settings);
    return pageAnswer(subject, changesRound(subject, state, settings), request, settings);
  }
  const round = fullRound(subject, request, settings);
  if (deltaToken === "latest")
    return { body: { ...context(subject, round), value: [], ...deltaLink(subject, round, request) } };
  return pageAnswer(subject, round, request, settings);
}

function pageAnswer(
  subject: DeltaSubject,
  round: RoundState,
  request: RoutedRequest,
  { behavior, runtime }: DeltaSettings,
): GraphAnswer {
  const minimal = !round.full && /(?:^|[,;\s])return=minimal\b/i.test(request.headers.get("prefer") ?? "");
  const { items, next } = deltaPage(subject, round, minimal, behavior, runtime.random);
  const links =
    next === undefined
      ? deltaLink(subject, round, request)
      : { "@odata.nextLink": link(request, "$skiptoken", writeDeltaToken(subject.path, next)) };
  return {
    headers: minimal ? { "preference-applied": "return=minimal" } : {},
    body: { ...context(subject, round), ...links, value: items },
  };
}

function context(subject: DeltaSubject, { select }: DeltaState): Readonly<Record<string, string>> {
  const type = subject.path.split("/")[1] ?? "";
  return { "@odata.context": `https://graph.microsoft.com/v1.0/$metadata#${type}(${select.join(",")})` };
}

function deltaLink(
  subject: DeltaSubject,
  { select, ids, next, issued, generation }: RoundState,
  request: RoutedRequest,
): Readonly<Record<string, string>> {
  const state: DeltaState = { select, ids, since: next, issued, generation };
  return { "@odata.deltaLink": link(request, "$deltatoken", writeDeltaToken(subject.path, state)) };
}

function link({ base, path }: RoutedRequest, name: string, token: string): string {
  return `${base}${path}?${name}=${token}`;
}

/** The options of the first request are part of the token, so a link has no other one. */
function requireOnly(name: string, { query }: RoutedRequest): void {
  const other = [...query.options.keys()].find((option) => option !== name);
  if (other !== undefined) throw badRequest(`The query option '${other}' is not allowed beside '${name}'.`);
}

function malformed(): never {
  throw badRequest("Badly formed token.");
}

/** @throws ServiceError for a token that has expired or was revoked. */
function requireCurrent(
  state: DeltaState,
  subject: DeltaSubject,
  request: RoutedRequest,
  { runtime, behavior, generation }: DeltaSettings,
): void {
  if (state.generation === generation() && runtime.now().getTime() - state.issued < TOKEN_LIFE) return;
  const answers = ["400", "404", "410", "410-location"] as const;
  const chosen = behavior.expiredDeltaToken;
  const answer = chosen === "random" ? answers[Math.floor(runtime.random() * answers.length)] : chosen;
  throw expired(answer ?? "410", state, subject, request);
}

const EXPIRED = "The delta token is too old or unknown. Start again with a full synchronization.";

function expired(
  answer: "400" | "404" | "410" | "410-location",
  { select, ids }: DeltaState,
  { path }: DeltaSubject,
  { base }: RoutedRequest,
): ServiceError {
  if (answer === "400") return new ServiceError(400, "BadRequest", EXPIRED, { innerCode: "syncStateNotFound" });
  if (answer === "404") return new ServiceError(404, "syncStateNotFound", EXPIRED);
  if (answer === "410") return new ServiceError(410, "SyncStateNotFound", EXPIRED);
  const filter =
    ids === undefined ? "" : `&$filter=${encodeURIComponent(ids.map((id) => `id eq '${id}'`).join(" or "))}`;
  const location = `${base}${path}?$select=${select.join(",")}${filter}&$deltatoken=`;
  return new ServiceError(410, "resyncRequired", "Resync required. Follow the Location header.", {
    headers: { location },
  });
}

function fullRound(subject: DeltaSubject, { query, permissions }: RoutedRequest, settings: DeltaSettings): RoundState {
  const { runtime, behavior, generation } = settings;
  const select = trackedSelect(subject, query.select, permissions);
  const ids = query.filter === undefined ? undefined : filterIds(query.filter);
  const now = runtime.now().getTime();
  const count = subject.table.countAt(now - behavior.deltaLag);
  const next = subject.log.endAt(now - behavior.deltaLag);
  return {
    select,
    ids,
    since: 0,
    issued: now,
    generation: generation(),
    full: true,
    pages: 0,
    position: 0,
    offset: 0,
    end: ids?.length ?? count,
    next,
    order: ids === undefined && behavior.reorder ? randomOrder(count, runtime.random) : [1, 0],
  };
}

function changesRound(subject: DeltaSubject, state: DeltaState, settings: DeltaSettings): RoundState {
  const now = settings.runtime.now().getTime();
  const end = Math.max(state.since, subject.log.endAt(now - settings.behavior.deltaLag));
  return {
    ...state,
    issued: now,
    full: false,
    pages: 0,
    position: state.since,
    offset: 0,
    end,
    next: end,
    order: [1, 0],
  };
}

/** Properties that a delta query tracks. */
function trackedSelect(
  { properties, propertyPermissions }: DeltaSubject,
  requested: readonly string[] | undefined,
  permissions: ReadonlySet<string>,
): readonly string[] {
  const select = checkedSelect(requested, properties);
  const refused = select.filter((name) => properties.outside.has(name));
  if (refused.length > 0)
    throw unsupportedQuery(`Change tracking is not supported for the following properties: ${refused.join(", ")}.`);
  for (const name of select) {
    const permission = propertyPermissions.get(name);
    if (permission !== undefined && !permissions.has(permission)) throw accessDenied();
  }
  return select;
}

/** Ids of the filter of a delta query: `id eq '…' or id eq '…'`, at most 50 of them. */
function filterIds(filter: Filter): readonly string[] {
  const operands = filter.kind === "or" ? filter.operands : [filter];
  const ids = operands.map((operand) => {
    if (
      operand.kind !== "compare" ||
      operand.operator !== "eq" ||
      operand.property.path !== "id" ||
      operand.property.lowerCase
    )
      throw unsupportedQuery("A delta query only supports filters of the form: id eq '{id}' or id eq '{id}'.");
    if (operand.literal.type !== "string")
      throw badRequest(
        "A binary operator with incompatible types was detected. Found operand types 'Edm.String' and 'Edm.Guid' for operator kind 'Equal'.",
      );
    return operand.literal.value.toLowerCase();
  });
  if (ids.length > MAX_FILTER_IDS) throw unsupportedQuery(`A delta query can filter at most ${MAX_FILTER_IDS} ids.`);
  return [...new Set(ids)];
}

/** A random order of the first `count` numbers: start + step * n modulo count, where the step has no common divisor. */
function randomOrder(count: number, random: () => number): readonly [step: number, start: number] {
  if (count < 2) return [1, 0];
  let step = 1 + Math.floor(random() * (count - 1));
  while (greatestDivisor(step, count) !== 1) step = (step % count) + 1;
  return [step, Math.floor(random() * count)];
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
