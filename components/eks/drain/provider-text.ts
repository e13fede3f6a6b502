/** The code that Pulumi keeps in its state and runs for the drain. */

/**
 * A module in plain JavaScript, as Pulumi's provider of dynamic resources loads it. It holds what every preview needs,
 * which is next to nothing, and fetches the drain itself from the repository when there is something to delete: the
 * drain that runs is the repository's of that day, not the one of the day of the last `up`.
 *
 * The repository is found from the folder that Pulumi works in, else from where Pulumi's SDK is installed. So the text
 * holds no path of the machine that wrote it, and the state may be used on another. The provider runs in plain Node;
 * tsx, a dependency of the repository, loads the sources there.
 */
export const providerText = `"use strict";
const { existsSync } = require("node:fs");
const { dirname, join } = require("node:path");

const source = join("components", "eks", "drain", "provider.ts");

function foldersAbove(folder) {
  return dirname(folder) === folder ? [folder] : [folder, ...foldersAbove(dirname(folder))];
}

function load() {
  const starts = [process.cwd(), ...(require.main ? [dirname(require.main.filename)] : [])];
  const folder = starts.flatMap(foldersAbove).find((one) => existsSync(join(one, source)));
  if (folder === undefined)
    throw new Error("The drain's sources are not there: no " + source + " in or above " + starts.join(" or ") +
      ". Nothing was deleted. Destroy the stack from a checkout of the repository, with its packages installed.");
  const file = join(folder, source);
  const { createRequire } = require("node:module");
  return createRequire(file)("tsx/cjs/api").require(file, file);
}

const settings = (inputs) => JSON.stringify(Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1)));
const identity = ["cluster", "region", "accountId", "vpcId"];

exports.handler = () => ({
  create: async (inputs) => ({ id: inputs.cluster + "/" + inputs.vpcId, outs: inputs }),
  diff: async (id, olds, news) => ({
    changes: settings(olds) !== settings(news),
    replaces: identity.filter((key) => olds[key] !== news[key]),
  }),
  update: async (id, olds, news) => ({ outs: news }),
  delete: async (id, state) => load().drainResource(state),
});
`;
