"use strict";

/**
 * Starts the evaluation: makes Node read TypeScript, except in packages and in the repository's own bundles.
 *
 * What is published as JavaScript needs no compiler; looking at every file of the SDKs doubles the time of their import.
 */

const Module = require("node:module");
const { join } = require("node:path");
const { freshBundle, repository } = require("../../bundle/fresh.cjs");
const { loadLate } = require("./late.cjs");

const bundle = freshBundle("automation/plan/child/main.ts");

const plain = { load: Module._extensions[".js"], resolve: Module._resolveFilename };
require("tsx/cjs");
const compiled = { load: Module._extensions[".js"], resolve: Module._resolveFilename };
const compiledSource = Module._extensions[".ts"];

const isPackages = (path) => path?.includes("/node_modules/") === true;

Module._extensions[".js"] = (module, path) => {
  const { load } = isPackages(path) ? plain : compiled;
  load(module, path);
};

// The repository's own program is bundled as well. It keeps its place, so that it finds the same packages.
const own = join(repository, "index.ts");
Module._extensions[".ts"] = (module, path) => {
  // Beside sources that another program takes from here, a bundle would be a second copy of them.
  const isProgram = path === own && [own, repository].includes(process.argv[1]);
  const bundled = isProgram ? freshBundle("index.ts") : undefined;
  if (bundled === undefined) compiledSource(module, path);
  else plain.load(module, bundled);
};

// Packages find each other as they do without TypeScript; only what is not found so may be a source.
Module._resolveFilename = (request, parent, ...rest) => {
  if (isPackages(parent?.filename)) {
    try {
      return plain.resolve.call(Module, request, parent, ...rest);
    } catch {
      // The other one says what is missing.
    }
  }
  return compiled.resolve.call(Module, request, parent, ...rest);
};

loadLate();

if (bundle === undefined) require("./main.ts");
else plain.load(Object.assign(new Module(bundle, module), { filename: bundle, paths: module.paths }), bundle);
