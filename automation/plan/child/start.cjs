"use strict";

/**
 * Starts the evaluation: makes Node read TypeScript, except in packages.
 *
 * What is published as JavaScript needs no compiler; looking at every file of the SDKs doubles the time of their import.
 */

const Module = require("node:module");
const { freshBundle } = require("../../bundle/fresh.cjs");

const bundle = freshBundle("automation/plan/child/main.ts");

const plain = { load: Module._extensions[".js"], resolve: Module._resolveFilename };
require("tsx/cjs");
const compiled = { load: Module._extensions[".js"], resolve: Module._resolveFilename };

const isPackages = (path) => path?.includes("/node_modules/") === true;

Module._extensions[".js"] = (module, path) => {
  const { load } = isPackages(path) ? plain : compiled;
  load(module, path);
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

if (bundle === undefined) require("./main.ts");
else plain.load(Object.assign(new Module(bundle, module), { filename: bundle, paths: module.paths }), bundle);
