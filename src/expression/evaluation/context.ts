/** The inputs of an evaluation: the attributes, and everything that differs between evaluations. */
import { type AttributeValue, hexadecimal } from "./values.ts";

/**
 * Clock, randomness and directory of an evaluation, each with a safe default.
 *
 * @typeParam Answer What `isTaken` returns: a boolean, or also a promise of one for `evaluateAsync`.
 */
export interface EvaluationContext<Answer = boolean> {
  /** Returns the current time; default: the system clock. */
  readonly now?: (() => Date) | undefined;
  /** Returns a random number in [0, 1); default: from the platform's cryptographic generator. */
  readonly random?: (() => number) | undefined;
  /** Returns a new GUID; default: from the platform's cryptographic generator. */
  readonly guid?: (() => string) | undefined;
  /** Verified default domain of the tenant. Without it, `DefaultDomain()` fails with `no_default_domain`. */
  readonly defaultDomain?: string | undefined;
  /** Whether the target already has a value, for `SelectUniqueValue`; default: no value is taken. */
  readonly isTaken?: ((value: string) => Answer) | undefined;
}

/** Attributes of one object: a record by exact name, or a function that returns the value of a name. */
export type Attributes = Readonly<Record<string, AttributeValue>> | ((name: string) => AttributeValue);

/** The inputs of one evaluation. */
export interface Evaluation {
  readonly attributes: Attributes;
  readonly context: Omit<EvaluationContext, "isTaken">;
}

/** The current time of an evaluation. */
export function currentTime({ context }: Evaluation): Date {
  return context.now?.() ?? new Date();
}

/** A random integer in [0, limit). */
export function randomBelow({ context }: Evaluation, limit: number): number {
  const random = context.random?.() ?? cryptographicRandom();
  return Math.min(Math.floor(random * limit), limit - 1);
}

/** A new GUID, in lower case with hyphens. */
export function newGuid({ context }: Evaluation): string {
  return context.guid?.() ?? cryptographicGuid();
}

function cryptographicRandom(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}

/** RFC 9562 §5.4. `crypto.randomUUID` is missing on web pages without TLS. */
function cryptographicGuid(): string {
  const digits = hexadecimal(crypto.getRandomValues(new Uint8Array(16)));
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-8$4-");
}
