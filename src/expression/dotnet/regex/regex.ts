/**
 * Regular expressions of .NET, by an engine of our own: a pattern of an administrator never reaches JavaScript's RegExp, whose run time
 * nothing bounds outside Node.
 */
import { groupPlace } from "./group-names.ts";
import { Machine } from "./machine.ts";
import { parsePattern } from "./pattern-parser.ts";
import { buildProgram } from "./program.ts";
import { compileReplacement, type FoundMatch } from "./replacement.ts";
import { isAnchored, requiredText } from "./requirements.ts";

/** What a pattern matched. */
export interface RegexMatch {
  /** Offset of the match. */
  readonly index: number;
  /** The matched text. */
  readonly text: string;
  /** The text of a group, by name or number; undefined when it took no part in the match, or does not exist. */
  group(name: string | number): string | undefined;
}

/** A compiled .NET pattern. Each method throws ExpressionError `regex_timeout` when the pattern runs away. */
export interface DotnetRegex {
  /** The pattern. */
  readonly pattern: string;
  /** Whether a group of this name or number exists. */
  hasGroup(name: string): boolean;
  /** Whether the pattern matches anywhere in the text. */
  isMatch(text: string): boolean;
  /** The first match; undefined when there is none. */
  match(text: string): RegexMatch | undefined;
  /** All matches, from left to right. */
  matches(text: string): readonly RegexMatch[];
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

  function describe({ machine, start, end }: FoundMatch): RegexMatch {
    const { text } = machine;
    const captures = new Map<string, string>();
    for (const [name, place] of groups) {
      const from = machine.captureStart(place);
      if (from >= 0) captures.set(name, text.slice(from, machine.captureEnd(place)));
    }
    captures.set("0", text.slice(start, end));
    return { index: start, text: text.slice(start, end), group: (name) => captures.get(String(name)) };
  }

  return {
    pattern,
    hasGroup: (name) => groups.has(name),
    isMatch: (text) => first(text) !== undefined,
    match(text) {
      const found = first(text);
      return found === undefined ? undefined : describe(found);
    },
    matches(text) {
      const found: RegexMatch[] = [];
      each(text, (match) => found.push(describe(match)));
      return found;
    },
    replace(text, replacement) {
      const expand = compileReplacement(replacement, groups);
      return rewrite(text, each, (match) => ({ from: match.start, to: match.end, text: expand(match) }));
    },
    replaceGroup(text, group, replacement) {
      const place = groupPlace(groups, group);
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
    result += text.slice(copied, from) + replacement;
    copied = to;
  });
  return copied === 0 && result === "" ? text : result + text.slice(copied);
}
