/**
 * A process that may be killed at one of its calls: from that moment on nothing that it asks for happens, and nothing
 * comes back to it.
 */

/** The life of a process. */
export interface Life {
  /** Whether it was killed. */
  readonly dead: boolean;
  /** Settles when it is killed, with a text that says where. */
  readonly died: Promise<string>;
  /** Kills it. */
  kill(where: string): void;
}

/** When a call kills its process: before or after it took effect; undefined when it does not. */
export type Fate = "before" | "after" | undefined;

/** The life of a new process. */
export function newLife(): Life {
  let dead = false;
  let end = (_where: string): void => {};
  const died = new Promise<string>((resolve) => {
    end = resolve;
  });
  return {
    get dead() {
      return dead;
    },
    died,
    kill(where) {
      dead = true;
      end(where);
    },
  };
}

/** What a killed process waits for: nothing. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

type Method = (...args: never[]) => unknown;

function isMethod(value: unknown): value is Method {
  return typeof value === "function";
}

/**
 * A part of the world as a process sees it: its methods work as long as the process lives.
 *
 * @param fate - Decides which call kills the process.
 */
export function seenBy<Part extends object>(
  part: Part,
  life: Life,
  fate: (method: string) => Fate = () => undefined,
): Part {
  return new Proxy(part, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object);
      if (!isMethod(value)) return value;
      return (...args: never[]) => {
        if (life.dead) return nothing();
        const end = fate(String(name));
        if (end === "before") {
          life.kill(`before ${String(name)}`);
          return nothing();
        }
        const result = value.apply(object, args);
        if (end === undefined) return whileAlive(result, life);
        const settled = result instanceof Promise ? result.catch(() => undefined) : Promise.resolve();
        settled.then(() => life.kill(`after ${String(name)}`));
        return nothing();
      };
    },
  });
}

/** What a call of a dead process gives, whether it is awaited or iterated. */
function nothing(): Promise<never> & AsyncIterable<never> {
  return Object.assign(never(), { [Symbol.asyncIterator]: () => ({ next: () => never() }) });
}

function whileAlive(result: unknown, life: Life): unknown {
  if (!(result instanceof Promise)) return result;
  return result.then(
    (value: unknown) => (life.dead ? never() : value),
    (error: unknown) => (life.dead ? never() : Promise.reject(error)),
  );
}
