/**
 * Simulates a process that crashes at one of its I/O steps: from that step on, no call has an effect.
 */
import type { LogSink, ProvisioningState, ProvisioningTarget } from "../../src/provisioning/index.ts";

export class Crash extends Error {
  override name = "Crash";
}

export interface CrashPoint {
  /** Calls to go until the crash; undefined: never. */
  readonly at: number | undefined;
  /** Whether the call at which it crashes still takes effect. */
  readonly effect: "before" | "after";
  /** Calls so far. */
  calls: number;
}

type Method = (...args: never[]) => unknown;

function isMethod(value: unknown): value is Method {
  return typeof value === "function";
}

/** An object whose methods crash at the crash point. */
function crashing<Part extends object>(part: Part, point: CrashPoint): Part {
  return new Proxy(part, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object);
      if (!isMethod(value)) return value;
      return (...args: never[]) => {
        point.calls += 1;
        const dead = point.at !== undefined && point.calls > point.at;
        const dying = point.calls === point.at;
        if (dead || (dying && point.effect === "before")) return failing(new Crash(`call ${point.calls}`));
        const result = value.apply(object, args);
        if (!dying) return result;
        return result instanceof Promise
          ? result.then(() => Promise.reject(new Crash(`after call ${point.calls}`)))
          : failing(new Crash("list"));
      };
    },
  });
}

/** Fails both when it is awaited and when it is iterated. */
function failing(crash: Crash): Promise<never> & AsyncIterable<never> {
  const promise = Promise.reject<never>(crash);
  promise.catch(() => undefined);
  return Object.assign(promise, {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject<IteratorResult<never>>(crash) }),
  });
}

export function crashingTarget(target: ProvisioningTarget, point: CrashPoint): ProvisioningTarget {
  const users = crashing(target.users, point);
  return { name: target.name, users, testConnection: (options) => target.testConnection(options) };
}

export function crashingState(state: ProvisioningState, point: CrashPoint): ProvisioningState {
  return crashing(state, point);
}

export function crashingSink(sink: LogSink, point: CrashPoint): LogSink {
  return crashing(sink, point);
}
