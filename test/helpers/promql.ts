import { parser } from "@prometheus-io/lezer-promql";

type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];

/** What an expression of PromQL asks for. */
export interface Asked {
  /** Names of series, and regular expressions of such. */
  readonly series: readonly (string | RegExp)[];
}

/**
 * Reads an expression.
 *
 * @throws Error where it is no PromQL.
 */
export function readPromql(expr: string): Asked {
  const series: (string | RegExp)[] = [];
  parser.parse(expr).iterate({
    enter: ({ node, type }) => {
      if (type.isError) throw new Error(`'${expr}' is no PromQL at '${expr.slice(node.from)}'.`);
      if (type.name === "VectorSelector") series.push(...seriesOf(node, expr));
    },
  });
  return { series };
}

function textOf(node: SyntaxNode | null | undefined, expr: string): string {
  return node === null || node === undefined ? "" : expr.slice(node.from, node.to);
}

/** The names that a selector is for: its own, or those that its matcher of `__name__` allows. */
function seriesOf(selector: SyntaxNode, expr: string): readonly (string | RegExp)[] {
  const own = textOf(selector.getChild("Identifier"), expr);
  if (own !== "") return [own];
  const matchers = selector.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
  return matchers.flatMap((matcher) => {
    if (textOf(matcher.getChild("LabelName"), expr) !== "__name__") return [];
    const value = textOf(matcher.getChild("StringLiteral"), expr).slice(1, -1);
    return [textOf(matcher.getChild("MatchOp"), expr) === "=~" ? new RegExp(`^(?:${value})$`) : value];
  });
}
