/**
 * What comes into an evaluation from outside: the attributes, and everything that is not the same every time.
 */
import { type AttributeValue, hexadecimal } from "./values.ts";

/** Clock, randomness and directory of an evaluation; each with a safe default. */
export interface EvaluationContext {
  /** The current time; default: the clock of the machine. */
  readonly now?: (() => Date) | undefined;
  /** A random number in [0, 1); default: from the platform's cryptographic generator. */
  readonly random?: (() => number) | undefined;
  /** A new GUID; default: from the platform's cryptographic generator. */
  readonly guid?: (() => string) | undefined;
  /** Verified default domain of the tenant. Without it, `DefaultDomain()` fails with `no_default_domain`. */
  readonly defaultDomain?: string | undefined;
  /** Whether a value is taken in the target, for `SelectUniqueValue`; default: nothing is taken. */
  readonly isTaken?: ((value: string) => boolean) | undefined;
}

/** As {@link EvaluationContext}, for a target that is asked over a network. */
export interface AsyncEvaluationContext extends Omit<EvaluationContext, "isTaken"> {
  /** Whether a value is taken in the target, for `SelectUniqueValue`; default: nothing is taken. */
  readonly isTaken?: ((value: string) => boolean | Promise<boolean>) | undefined;
}

/** Attributes of one object: a record by exact name, or a function that finds a value by name. */
export type Attributes = Readonly<Record<string, AttributeValue>> | ((name: string) => AttributeValue);

/** The state of one evaluation. */
export interface Run {
  readonly attributes: Attributes;
  readonly context: Omit<EvaluationContext, "isTaken">;
}

/** The current time of an evaluation. */
export function currentTime(run: Run): Date {
  return run.context.now?.() ?? new Date();
}

/** A random whole number in [0, limit). */
export function randomBelow(run: Run, limit: number): number {
  const random = run.context.random?.() ?? cryptographicRandom();
  return Math.min(Math.floor(random * limit), limit - 1);
}

/** A new GUID, in lower case with hyphens. */
export function newGuid(run: Run): string {
  return run.context.guid?.() ?? cryptographicGuid();
}

function cryptographicRandom(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}

/** RFC 9562 §5.4; `crypto.randomUUID` is missing on web pages without TLS. */
function cryptographicGuid(): string {
  const digits = hexadecimal(crypto.getRandomValues(new Uint8Array(16)));
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-8$4-");
}
