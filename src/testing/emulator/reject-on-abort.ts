/** Lets an emulator react to the abort of a request as `fetch` does. */

/** Rejects as soon as the caller aborts, as any `fetch` does; the request may still take effect. */
export async function rejectOnAbort(signal: AbortSignal, respond: () => Promise<Response>): Promise<Response> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([respond(), aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
