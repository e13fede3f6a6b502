"use strict";

/** Makes the bundles that fresh.cjs finds: all that a program of ours loads but the large packages, in one file. */

const {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require("node:fs");
const { basename, dirname, join, relative } = require("node:path");
const { folderOf, programs, recordName, repository, stateOf } = require("./fresh.cjs");

/**
 * Packages that are found at run time: those with state of their own, those that look for their own files, and AWS's,
 * which are most of all sources and of use to few commands.
 */
const external = ["@pulumi/*", "@aws-sdk/*", "tsx", "esbuild", "execa"];

/** Two changes within this time may leave the same time behind on some file systems, in milliseconds. */
const clockStepMs = 2000;

/** Longer than any build takes, in milliseconds. */
const abandonedMs = 3_600_000;

/** What decides how sources are bundled, beside the sources themselves. */
const settings = [
  "package.json",
  "tsconfig.json",
  "automation/bundle/build.cjs",
  "automation/bundle/fresh.cjs",
];

/**
 * Bundles every program and records what went into it.
 *
 * Nothing is recorded where a source was changed just now, or is changed meanwhile: another change of the same moment
 * could not be told from it.
 *
 * @throws an error of esbuild where a source cannot be compiled, or of the system where nothing can be written.
 */
async function buildBundles(root = repository) {
  const folder = folderOf(root);
  mkdirSync(folder, { recursive: true });
  removeAbandoned(folder);
  const work = mkdtempSync(join(folder, "making-"));
  try {
    const begun = statSync(work).ctimeMs;
    const { outputFiles, metafile } = await bundle(root, folder);
    for (const { path, contents } of outputFiles) writeFileSync(join(work, basename(path)), contents);
    const made = programs.map((program) => [program, recordOf(root, work, program, metafile)]);
    const inputs = made.flatMap(([, { inputs: states }]) => states);
    if (inputs.some(([path]) => isChangedSince(begun - clockStepMs, join(root, path)))) return;
    writeFileSync(join(work, recordName), JSON.stringify({ root, programs: Object.fromEntries(made) }));
    // The record comes last, and knows the files that it is about from those of a build at the same time.
    for (const { path } of outputFiles) renameSync(join(work, basename(path)), path);
    renameSync(join(work, recordName), join(folder, recordName));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Removes what builds that were ended by force have left. */
function removeAbandoned(folder) {
  for (const name of readdirSync(folder).filter((one) => one.startsWith("making-"))) {
    const made = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - made > abandonedMs) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

async function bundle(root, outdir) {
  // It is loaded only here: a start with a fresh bundle does without.
  const esbuild = require("esbuild");
  try {
    return await esbuild.build({
      absWorkingDir: root,
      entryPoints: programs.map((program) => ({ in: program, out: nameOf(program) })),
      outdir,
      outExtension: { ".js": ".cjs" },
      write: false,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node22.13",
      // Errors name the lines of the sources, and classes keep the names that they have there.
      sourcemap: "linked",
      sourcesContent: false,
      keepNames: true,
      // Without indentation every place is one that the map has. Node shows the line of an uncaught error: a short one.
      minifyWhitespace: true,
      lineLimit: 200,
      metafile: true,
      logLevel: "silent",
      external,
      plugins: [{ name: "places", setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, loadSource) }],
    });
  } finally {
    await esbuild.stop();
  }
}

/** Name of a program's bundle: `cli-main`, `automation-plan-child-main`. */
function nameOf(program) {
  return program.replace(/\.ts$/, "").replaceAll("/", "-");
}

/** A source as it is outside of a bundle: it knows its place, and what it requires late is loaded late. */
function loadSource({ path }) {
  const text = readFileSync(path, "utf8").replaceAll("module.require(", "require(");
  const place = `const __filename = ${JSON.stringify(path)}, __dirname = ${JSON.stringify(dirname(path))};`;
  return { contents: /\b__(?:file|dir)name\b/.test(text) ? place + text : text, loader: "ts" };
}

/** What is to be known of one program's bundle: it takes its name last, which changes the last number of its state. */
function recordOf(root, work, program, { outputs }) {
  const file = `${nameOf(program)}.cjs`;
  const { inputs } = outputs[relative(root, join(folderOf(root), file))];
  return {
    file,
    outputs: [file, `${file}.map`].map((name) => [name, ...stateOf(join(work, name)).slice(0, -1)]),
    inputs: inputsOf(root, Object.keys(inputs)).map((path) => [path, ...stateOf(join(root, path))]),
  };
}

/** The sources, and the folders that other sources would have to be put into to be taken in their place. */
function inputsOf(root, sources) {
  const folders = new Set();
  for (const source of sources) {
    let folder = dirname(source);
    // A package beside others is not found in the place of one of them.
    while (folder !== "." && !folder.endsWith("node_modules") && !folders.has(folder)) {
      folders.add(folder);
      folder = dirname(folder);
    }
  }
  const packages = [...folders].map((folder) => join(folder, "package.json"));
  const exist = [...settings, ...packages].filter((path) => existsSync(join(root, path)));
  return [...new Set([...sources, ...folders, ...exist])];
}

function isChangedSince(time, path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined || Math.max(stat.mtimeMs, stat.ctimeMs) > time;
}

module.exports = { buildBundles };
