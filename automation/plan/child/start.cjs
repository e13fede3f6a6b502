"use strict";

/**
 * Starts the evaluation: makes Node read TypeScript, except in packages.
 *
 * What is published as JavaScript needs no compiler; looking at every file of the SDKs doubles the time of their import.
 */

const Module = require("node:module");

const plain = Module._extensions[".js"];
require("tsx/cjs");
const compiled = Module._extensions[".js"];

Module._extensions[".js"] = (module, path) => {
  const load = path.includes("/node_modules/") ? plain : compiled;
  load(module, path);
};

require("./main.ts");
