/**
 * Regular expressions of .NET, by an engine of our own: a pattern of an administrator never reaches JavaScript's
 * RegExp, whose run time nothing bounds outside Node.
 */
import { Machine } from "./machine.ts";
import { invalid } from "./pattern-cursor.ts";
import { parsePattern } from "./pattern-parser.ts";
import { isAnchored, requiredLiteral } from "./prefilter.ts";
import { buildProgram } from "./program.ts";
import { compileReplacement, type FoundMatch, groupString } from "./replacement.ts";

/** A compiled .NET pattern. Each method throws ExpressionError `regex_timeout` when the pattern runs away. */
export interface DotnetRegex {
  /** The place of the group of a name or number; throws ExpressionError `invalid_regex` when there is none. */
  groupIndex(group: string): number;
  /** Whether the pattern matches anywhere in the text. */
  isMatch(text: string): boolean;
  /** What a group captured in the first match; undefined when there is no match, or the group took no part in it. */
  extract(text: string, group: string): string | undefined;
  /** The text with every match replaced; `$1`, `${name}` and the other substitutions of .NET are resolved. */
  replace(text: string, replacement: string): string;
  /** The text with what a group captured replaced in every match, literally. */
  replaceGroup(text: string, group: string, replacement: string): string;
}

/**
 * Compiles a pattern in the dialect of .NET.
 *
 * @throws ExpressionError `invalid_regex`; its offset counts in the pattern.
 */
export function compileDotnetRegex(pattern: string): DotnetRegex {
  const parsed = parsePattern(pattern);
  const { groups, root } = parsed;
  const program = buildProgram(pattern, parsed);
  const required = requiredLiteral(root);
  const anchored = isAnchored(root);

  /**
   * Every match; each holds until the next one is asked for. After an empty match, the next starts a code unit later,
   * as in .NET.
   */
  function* matchesIn(text: string): Generator<FoundMatch, undefined> {
    if (!text.includes(required)) return;
    const machine = new Machine(pattern, text, program.size);
    const last = anchored ? 0 : text.length;
    for (let start = 0; start <= last; start++) {
      if (!machine.run(program.start, start)) continue;
      const end = machine.position;
      machine.capture(0, start, end);
      yield { machine, start, end };
      machine.scanStart = end;
      start = Math.max(start, end - 1);
    }
  }

  function rewrite(text: string, edit: (match: FoundMatch) => Edit): string {
    let result = "";
    let copied = 0;
    for (const match of matchesIn(text)) {
      const { from, to, text: replacement } = edit(match);
      match.machine.count(replacement.length);
      result += text.slice(copied, from) + replacement;
      copied = to;
    }
    return result + text.slice(copied);
  }

  function groupIndex(group: string): number {
    return groups.get(group) ?? invalid({ pattern, offset: 0 }, `no group ${group.slice(0, 40)}`);
  }

  return {
    groupIndex,
    isMatch: (text) => matchesIn(text).next().value !== undefined,
    extract(text, group) {
      const match = matchesIn(text).next().value;
      return match && groupString(match, groupIndex(group));
    },
    replace(text, replacement) {
      const expand = compileReplacement(replacement, groups);
      return rewrite(text, (match) => ({ from: match.start, to: match.end, text: expand(match) }));
    },
    replaceGroup(text, group, replacement) {
      const place = groupIndex(group);
      return rewrite(text, ({ machine, start, end }) => {
        const from = machine.captureStart(place);
        const to = machine.captureEnd(place);
        const isInside = from >= start && to <= end;
        return isInside ? { from, to, text: replacement } : { from: end, to: end, text: "" };
      });
    },
  };
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}
