/** Keeps Stryker from mutating what a rule says of itself: its prose decides nothing. */

import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** Properties of a rule that are prose or metadata. */
const prose = new Set([
  "name",
  "title",
  "description",
  "severity",
  "level",
  "requirements",
  "peers",
  "url",
  "remediation",
]);

/** Functions whose last argument is the wording of a finding. */
const speakers = new Set(["demand", "violation"]);

const wording = {
  shouldIgnore(path) {
    const { node, parent } = path;
    if (path.isObjectProperty() && prose.has(node.key.name)) return "metadata of a rule";
    if (path.isVariableDeclarator() && /message$/i.test(node.id.name ?? "")) return "wording of a finding";
    if (
      parent?.type === "CallExpression" &&
      speakers.has(parent.callee.name) &&
      parent.arguments.at(-1) === node
    )
      return "wording of a finding";
    return undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "wording", wording)];
