"use strict";

/**
 * Finds the bundle of one of our own programs, where it is exactly what its sources are now.
 *
 * Reading four hundred files of TypeScript takes longer than most commands do, so build.cjs keeps them as one file of
 * JavaScript. Beside it stands a record of every file and folder that went into it. A change of any of them changes
 * the time that the system keeps of its last change, which no program can set, and the bundle is not taken. Plain
 * JavaScript of the standard library, because it runs at every start.
 */

const { readFileSync, statSync } = require("node:fs");
const { join } = require("node:path");

/** Root of the repository. */
const repository = join(module.path, "..", "..");

/** Where the bundles of a repository lie. */
const folderOf = (root) => join(root, ".plinth", "program");

/** Name of the record of what went into each bundle. */
const recordName = "record.json";

/** Sources that are bundled, by their place in the repository: the command line, what evaluates programs, and ours. */
const programs = ["cli/main.ts", "automation/plan/child/main.ts", "index.ts"];

/**
 * What changes with every change of a file's content or of the names in a folder; empty where there is none.
 *
 * The last number is the time of the last change, which also changes where a file takes another name.
 */
function stateOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? [] : [stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs];
}

const isState = (state, [ino, size, modified, changed]) =>
  state[0] === ino &&
  state[1] === size &&
  state[2] === modified &&
  (changed === undefined || state[3] === changed);

/** True where the bundle is the one of the record, which gave it its name last, and its sources are too. */
function isFresh(root, { outputs, inputs }) {
  return (
    outputs.every(([name, ...state]) => isState(stateOf(join(folderOf(root), name)), state)) &&
    inputs.every(([path, ...state]) => isState(stateOf(`${root}/${path}`), state))
  );
}

/**
 * The path of a program's bundle; `undefined` where there is none, or a source of it has changed since.
 *
 * @param asWell programs whose bundles must be fresh too.
 */
function freshBundle(program, asWell = [], root = repository) {
  try {
    const record = JSON.parse(readFileSync(join(folderOf(root), recordName), "utf8"));
    // A repository that was moved keeps its files' times, and the bundles hold the paths of the sources.
    const isHere = record.root === root;
    const fresh = isHere && [program, ...asWell].every((one) => isFresh(root, record.programs[one]));
    return fresh ? join(folderOf(root), record.programs[program].file) : undefined;
  } catch {
    // Without a record that can be read, which another version may have written, there is no bundle.
    return undefined;
  }
}

module.exports = { folderOf, freshBundle, programs, recordName, repository, stateOf };
