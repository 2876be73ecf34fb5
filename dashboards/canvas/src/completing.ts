// What may stand where the cursor is, by what stands before it: labels after a colon, properties after a dot.
export interface Vocabulary {
  nodes: Record<string, string[]>; // label: properties
  edges: Record<string, string[]>;
}

export interface Option {
  label: string;
  type: string;
  detail?: string;
}

const WORDS = [
  "MATCH", "OPTIONAL MATCH", "WHERE", "RETURN", "WITH", "ORDER BY", "LIMIT", "DISTINCT", "AND", "OR", "NOT", "AS", "DESC",
  "UNWIND", "count", "collect", "sum", "min", "max", "avg", "coalesce", "IN", "CONTAINS", "STARTS WITH", "IS NULL",
];

/** The options for what is being typed, or nothing; `before`: the last characters, with the sign before the word. */
export function complete(
  vocabulary: Vocabulary, text: string, before: string, asked: boolean,
): { typed: string; options: Option[] } | null {
  const typed = /\w*$/.exec(before)?.[0] ?? "";
  const sign = before.trimStart()[0];
  if (sign === ":") {
    const inEdge = text.lastIndexOf("[") > Math.max(text.lastIndexOf("]"), text.lastIndexOf("("));
    const kinds = inEdge ? vocabulary.edges : vocabulary.nodes;
    return { typed, options: Object.keys(kinds).map((label) => ({ label, type: "class", detail: inEdge ? "edge" : "node" })) };
  }
  if (sign === ".") return { typed, options: properties(vocabulary, text, typed) };
  if (!typed && !asked) return null;
  return { typed, options: WORDS.map((label) => ({ label, type: "keyword" })) };
}

/** The properties of the kind that the variable before the dot was given, else those of every kind. */
function properties(vocabulary: Vocabulary, text: string, typed: string): Option[] {
  const variable = /(\w+)\s*\.\s*$/.exec(text.slice(0, text.length - typed.length))?.[1] ?? "";
  const given = new RegExp(`[(\\[]\\s*${variable}\\s*:\\s*\`?(\\w+)`).exec(text)?.[1];
  const every = { ...vocabulary.nodes, ...vocabulary.edges };
  const own = given ? every[given] : undefined;
  const names = own ?? [...new Set(Object.values(every).flat())].sort();
  return names.map((label) => (own && given ? { label, type: "property", detail: given } : { label, type: "property" }));
}

/** A line that the text has. */
export function lineOf(asked: number, lines: number): number {
  return Math.min(Math.max(Math.trunc(asked) || 1, 1), lines);
}
