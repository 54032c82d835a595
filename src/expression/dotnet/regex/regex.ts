/**
 * .NET regular expressions with a bounded run time: a pattern of an administrator never reaches JavaScript's RegExp,
 * which cannot be limited outside Node.
 */
import { Machine } from "./machine.ts";
import { invalid } from "./pattern-cursor.ts";
import { parsePattern } from "./pattern-parser.ts";
import { isAnchored, requiredLiteral } from "./prefilter.ts";
import { buildProgram } from "./program.ts";
import { compileReplacement, type FoundMatch, groupString } from "./replacement.ts";

/** A compiled .NET pattern. Each method throws ExpressionError `regex_timeout` after too many steps. */
export interface DotnetRegex {
  /** The index of the group with a name or number; throws ExpressionError `invalid_regex` if there is none. */
  groupIndex(group: string): number;
  /** Whether the pattern matches anywhere in the string. */
  isMatch(string: string): boolean;
  /** The capture of a group in the first match; undefined if there is no match or the group did not take part in it. */
  extract(string: string, group: string): string | undefined;
  /** Replaces every match; `$1`, `${name}` and the other substitutions of .NET are resolved. */
  replace(string: string, replacement: string): string;
  /** Replaces the capture of a group in every match, literally. */
  replaceGroup(string: string, group: string, replacement: string): string;
}

/**
 * Compiles a pattern in the dialect of .NET.
 *
 * @throws ExpressionError `invalid_regex`, with the offset in the pattern.
 */
export function compileDotnetRegex(pattern: string): DotnetRegex {
  const parsed = parsePattern(pattern);
  const { groups, root } = parsed;
  const program = buildProgram(pattern, parsed);
  const required = requiredLiteral(root);
  const anchored = isAnchored(root);

  /**
   * Yields every match; each is valid until the next one. After an empty match, the next starts a code unit later, as
   * in .NET.
   */
  function* matchesIn(string: string): Generator<FoundMatch, undefined> {
    if (!string.includes(required)) return;
    const machine = new Machine(pattern, string, program.size);
    const last = anchored ? 0 : string.length;
    for (let start = 0; start <= last; start++) {
      if (!machine.run(program.start, start)) continue;
      const end = machine.position;
      machine.capture(0, start, end);
      yield { machine, start, end };
      machine.scanStart = end;
      start = Math.max(start, end - 1);
    }
  }

  function rewrite(string: string, edit: (match: FoundMatch) => Edit): string {
    let result = "";
    let copied = 0;
    for (const match of matchesIn(string)) {
      const { from, to, replacement } = edit(match);
      match.machine.count(replacement.length);
      result += string.slice(copied, from) + replacement;
      copied = to;
    }
    return result + string.slice(copied);
  }

  function groupIndex(group: string): number {
    return groups.get(group) ?? invalid({ pattern, offset: 0 }, `no group ${group.slice(0, 40)}`);
  }

  return {
    groupIndex,
    isMatch: (string) => matchesIn(string).next().value !== undefined,
    extract(string, group) {
      const match = matchesIn(string).next().value;
      return match && groupString(match, groupIndex(group));
    },
    replace(string, replacement) {
      const expand = compileReplacement(replacement, groups);
      return rewrite(string, (match) => ({ from: match.start, to: match.end, replacement: expand(match) }));
    },
    replaceGroup(string, group, replacement) {
      const index = groupIndex(group);
      return rewrite(string, ({ machine, start, end }) => {
        const from = machine.captureStart(index);
        const to = machine.captureEnd(index);
        const isInside = from >= start && to <= end;
        return isInside ? { from, to, replacement } : { from: end, to: end, replacement: "" };
      });
    },
  };
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly replacement: string;
}
