/** Finds the endpoint that a path addresses, in every spelling that some service may read as the same path. */

/**
 * The segments of a path in lower case, as the most lenient service would read them: decoded, without empty segments,
 * with `.` and `..` resolved.
 *
 * @throws TypeError for a whole URL, which addresses another server.
 */
function pathSegments(path: string): readonly string[] {
  const [withoutQuery = ""] = decode(path).split(/[?#]/, 1);
  if (/^\s*[a-z][a-z\d+.-]*:\/\//i.test(withoutQuery)) {
    throw new TypeError("Invalid path: expected one below the base URL, such as /Users/7");
  }
  const segments: string[] = [];
  for (const part of withoutQuery.split(/[/\\]/)) {
    const segment = part.trim().toLowerCase();
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments;
}

/** Whether a path addresses an endpoint, such as `/Groups`, or something below it. */
export function isWithinEndpoint(path: string, endpoint: string): boolean {
  const segments = pathSegments(path);
  return pathSegments(endpoint).every((segment, index) => segments[index] === segment);
}

function decode(path: string): string {
  return path.replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
