/**
 * Regular expressions of .NET, by an engine of our own: a pattern of an administrator never reaches JavaScript's RegExp, whose run time
 * nothing bounds outside Node.
 */
import { Machine } from "./machine.ts";
import { invalid } from "./pattern-cursor.ts";
import { parsePattern } from "./pattern-parser.ts";
import { buildProgram } from "./program.ts";
import { compileReplacement, type FoundMatch, groupText } from "./replacement.ts";
import { isAnchored, requiredText } from "./requirements.ts";

/** A compiled .NET pattern. Each method throws ExpressionError `regex_timeout` when the pattern runs away. */
export interface DotnetRegex {
  /** The place of the group of a name or number; throws ExpressionError `invalid_regex` when there is none. */
  placeOf(group: string): number;
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
  const required = requiredText(root);
  const anchored = isAnchored(root);

  /** The end of a match at or after an offset; undefined when there is none. The start is in the machine's scan. */
  function find(machine: Machine, from: number): FoundMatch | undefined {
    const { text } = machine;
    const last = anchored ? 0 : text.length;
    for (let start = from; start <= last; start++) {
      if (machine.run(program.start, start)) return { machine, start, end: machine.position };
    }
    return undefined;
  }

  /** Calls back for every match. After an empty match, the next one starts a code unit later, as in .NET. */
  function each(text: string, visit: (match: FoundMatch) => void): void {
    if (!text.includes(required)) return;
    const machine = new Machine(pattern, text, program.size);
    let from = 0;
    while (from <= text.length) {
      const match = find(machine, from);
      if (match === undefined) return;
      visit(match);
      machine.scanStart = match.end;
      from = match.end > match.start ? match.end : match.end + 1;
    }
  }

  function first(text: string): FoundMatch | undefined {
    return text.includes(required) ? find(new Machine(pattern, text, program.size), 0) : undefined;
  }

  function placeOf(group: string): number {
    return groups.get(group) ?? invalid({ pattern, offset: 0 }, `no group ${group.slice(0, 40)}`);
  }

  return {
    placeOf,
    isMatch: (text) => first(text) !== undefined,
    extract(text, group) {
      const match = first(text);
      return match && groupText(match, placeOf(group));
    },
    replace(text, replacement) {
      const expand = compileReplacement(replacement, groups);
      return rewrite(text, each, (match) => ({ from: match.start, to: match.end, text: expand(match) }));
    },
    replaceGroup(text, group, replacement) {
      const place = placeOf(group);
      return rewrite(text, each, ({ machine, start, end }) => {
        if (place === 0) return { from: start, to: end, text: replacement };
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

type Each = (text: string, visit: (match: FoundMatch) => void) => void;

function rewrite(text: string, each: Each, edit: (match: FoundMatch) => Edit): string {
  let result = "";
  let copied = 0;
  each(text, (match) => {
    const { from, to, text: replacement } = edit(match);
    match.machine.count(replacement.length);
    result += text.slice(copied, from) + replacement;
    copied = to;
  });
  return copied === 0 && result === "" ? text : result + text.slice(copied);
}
