/** Recognizes loopback addresses, to which requests never leave the machine. */

/**
 * Whether a host name, as `URL.hostname` gives it, is a loopback address (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3, RFC 6761
 * §6.3).
 */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}
