/** A virtual clock with timers: code under test that waits for a timer gets it as soon as nothing else can happen. */
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";

/** A clock, and a way to run a task against it. */
export interface VirtualTime {
  /** The time; what options named `now` ask for. */
  readonly now: () => Date;
  /** Sets the clock; it never goes back. */
  advanceTo(time: number): void;
  /** Marks work that timers have to wait for, such as a request that a service is executing. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  /**
   * Runs a task to its end. `setTimeout` and `performance.now` are virtual meanwhile; timers that are left at the end
   * never fire.
   *
   * @throws Error `hang` when the task waits for nothing that could ever happen.
   */
  run<Result>(task: () => Promise<Result>): Promise<Result>;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Turns of the event loop after which everything that needs no timer has happened. */
const TURNS = 3;
/**
 * Looks, a millisecond apart, after which a task without timers and without work hangs. Looks and no time: on a busy
 * computer a single step may take seconds.
 */
const PATIENCE = 5_000;

/** Makes a virtual clock that begins at a time. */
export function virtualTime(begin: number): VirtualTime {
  let time = begin;
  let order = 0;
  let busy = 0;
  /** Called when the work that timers wait for is done. */
  let workDone = (): void => {};
  const timers = new Map<number, Timer>();

  const set = (callback: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]) => {
    order += 1;
    const id = order;
    timers.set(id, { at: time + Math.max(0, milliseconds), order, fire: () => callback(...args) });
    return { id, ref: () => {}, unref: () => {}, hasRef: () => true };
  };
  const clear = (timer: { readonly id: number } | undefined) => {
    if (timer !== undefined) timers.delete(timer.id);
  };
  const fireNext = (): boolean => {
    const [next] = [...timers.entries()].sort(([, a], [, b]) => a.at - b.at || a.order - b.order);
    if (next === undefined) return false;
    timers.delete(next[0]);
    time = Math.max(time, next[1].at);
    next[1].fire();
    return true;
  };

  const drive = async <Result>(running: Promise<Result>): Promise<Result> => {
    let over = false;
    let idle = 0;
    const end = () => {
      over = true;
    };
    running.then(end, end);
    for (;;) {
      for (let count = 0; count < TURNS && !over; count += 1) await turn();
      if (over) return running;
      if (busy > 0) {
        await new Promise<void>((resolve) => {
          workDone = resolve;
        });
      } else if (!fireNext()) {
        idle += 1;
        if (idle > PATIENCE) throw new Error("hang: nothing is under way, and no timer is set");
        await delay(1);
        continue;
      }
      idle = 0;
    }
  };

  return {
    now: () => new Date(time),
    advanceTo: (to) => {
      time = Math.max(time, to);
    },
    async during(work) {
      busy += 1;
      try {
        return await work();
      } finally {
        busy -= 1;
        if (busy === 0) workDone();
      }
    },
    async run(task) {
      const restore = [
        replace(globalThis, "setTimeout", set),
        replace(globalThis, "clearTimeout", clear),
        replace(globalThis.performance, "now", () => time - begin),
      ];
      try {
        return await drive(task());
      } finally {
        for (const undo of restore) undo();
        timers.clear();
      }
    },
  };
}

/** Puts another function in the place of one; the result puts it back. */
function replace(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, {
    value,
    configurable: true,
    writable: true,
    enumerable: before?.enumerable ?? true,
  });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}
