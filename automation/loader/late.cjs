"use strict";

/**
 * Leaves packages unloaded until they are used, which in a plan is almost never.
 *
 * Pulumi's SDK loads a compiler and npm's own resolver at its start, for programs that hand it functions to run in a
 * cloud, and what it starts the Pulumi CLI with. That is more than half of the time of its import.
 */

const Module = require("node:module");

/** What the SDK loads only to turn functions into files, and to work the Pulumi CLI. */
const late = new Set([
  ...["@npmcli/arborist", "normalize-package-data", "typescript"],
  ...["@logdna/tail-file", "execa", "js-yaml"],
]);

const isOfSdk = (path) => path?.includes("/node_modules/@pulumi/pulumi/") === true;

/** Makes the SDK get the packages at their first use. One that is not installed fails at once, as it would. */
function loadLate() {
  const load = Module._load;
  Module._load = function (request, parent, ...rest) {
    const isLate = late.has(request) && isOfSdk(parent?.filename);
    if (!isLate || Module._cache[Module._resolveFilename(request, parent)] !== undefined)
      return load.call(this, request, parent, ...rest);
    return standIn(() => load.call(this, request, parent, ...rest));
  };
}

/** A module that is there as soon as anything of it is asked for. */
function standIn(load) {
  let loaded;
  const module = () => (loaded ??= load());
  return new Proxy(
    {},
    {
      get(_target, key) {
        // What compiled code asks of every module: one of this kind it leaves as it is, and takes `default` from.
        if (key === "__esModule") return true;
        if (key === "default" && module().__esModule !== true) return module();
        return module()[key];
      },
      set: (_target, key, value) => Reflect.set(module(), key, value),
      has: (_target, key) => key in module(),
      ownKeys: () => Reflect.ownKeys(module()),
      getOwnPropertyDescriptor(_target, key) {
        const found = Reflect.getOwnPropertyDescriptor(module(), key);
        return found && { ...found, configurable: true };
      },
    },
  );
}

module.exports = { loadLate };
