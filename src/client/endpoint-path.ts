/**
 * Which endpoint a path leads to, for guards: by every spelling that some service may read as the same path.
 */
import { ScimError } from "../errors.ts";

/**
 * The segments of a path in lower case, as the most lenient service would read them: without encoding, empty segments and segments of dots.
 *
 * @throws ScimError (400) for a whole URL, which leads elsewhere.
 */
export function pathSegments(path: string): readonly string[] {
  const [way = ""] = decoded(path).split(/[?#]/, 1);
  if (/^\s*[a-z][a-z\d+.-]*:\/\//i.test(way)) {
    throw new ScimError("The path of a request is not usable: expected one below the base URL, such as `/Users/7`.", {
      status: 400,
      scimType: "invalidPath",
    });
  }
  const segments: string[] = [];
  for (const segment of way.split(/[/\\]/)) {
    const text = segment.trim().toLowerCase();
    if (text === "..") segments.pop();
    else if (text !== "" && text !== ".") segments.push(text);
  }
  return segments;
}

/** Whether a path is an endpoint, such as `/Groups`, or leads below it. */
export function leadsTo(path: string, endpoint: string): boolean {
  const segments = pathSegments(path);
  return pathSegments(endpoint).every((segment, index) => segments[index] === segment);
}

function decoded(path: string): string {
  return path.replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
