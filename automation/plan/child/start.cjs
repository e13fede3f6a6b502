"use strict";

/** Starts the evaluation, from bundles where they are there: of itself, and of the repository's own program. */

const Module = require("node:module");
const { join } = require("node:path");
const { freshBundle, repository } = require("../../bundle/fresh.cjs");
const { loadPlain } = require("../../loader/program.cjs");

const compiledSource = Module._extensions[".ts"];

// The repository's own program keeps its place, so that it finds the same packages.
const own = join(repository, "index.ts");
Module._extensions[".ts"] = (module, path) => {
  // Beside sources that another program takes from here, a bundle would be a second copy of them.
  const isProgram = path === own && [own, repository].includes(process.argv[1]);
  const bundled = isProgram ? freshBundle("index.ts") : undefined;
  if (bundled === undefined) compiledSource(module, path);
  else loadPlain(module, bundled);
};

const bundle = freshBundle("automation/plan/child/main.ts");
if (bundle === undefined) require("./main.ts");
else loadPlain(Object.assign(new Module(bundle, module), { filename: bundle, paths: module.paths }), bundle);
