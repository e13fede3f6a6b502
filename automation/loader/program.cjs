"use strict";

/**
 * Makes Node ready for a program of Pulumi's in TypeScript, and quickly: Pulumi.yaml has it loaded before the program.
 *
 * What Node compiles is kept, Pulumi's SDK above all, and what the SDK needs for other kinds of programs stays unloaded.
 */

const Module = require("node:module");
const { join } = require("node:path");
const { loadLate } = require("./late.cjs");

// Older versions of Node have no cache. Where nothing can be written, Node goes on without one.
Module.enableCompileCache?.(join(module.path, "../../.plinth/compiled"));

const plain = { load: Module._extensions[".js"], resolve: Module._resolveFilename };
require("tsx/cjs");
const compiled = { load: Module._extensions[".js"], resolve: Module._resolveFilename };

const isPackages = (path) => path?.includes("/node_modules/") === true;

// What is published as JavaScript needs no compiler; looking at every file of the SDKs doubles the time of their import.
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

loadLate();

module.exports = { loadPlain: plain.load };
