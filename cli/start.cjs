"use strict";

/** Starts the command line: as one bundle, where one is there or can be made, else source by source. */

const { readFileSync } = require("node:fs");
const { SourceMap } = require("node:module");
const { dirname, join, resolve } = require("node:path");
const { setImmediate } = require("node:timers");
const { freshBundle, programs, repository } = require("../automation/bundle/fresh.cjs");

const program = "cli/main.ts";

/** The bundle; `undefined` where none can be made, because nothing can be written or a source cannot be compiled. */
async function madeBundle() {
  try {
    await require("../automation/bundle/build.cjs").buildBundles();
    return freshBundle(program, programs);
  } catch {
    // What is wrong with a source shows when it is loaded.
    return undefined;
  }
}

/** Makes stacks name the lines of the sources. Node would read the map at every start, for errors that are rare. */
function nameSources(bundle) {
  const usual = Error.prepareStackTrace ?? ((error, sites) => [String(error), ...sites].join("\n    at "));
  let map;
  Error.prepareStackTrace = (error, sites) => {
    const text = usual(error, sites);
    if (!sites.some((site) => site.getFileName() === bundle)) return text;
    map ??= new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, "utf8")));
    return text.replaceAll(/(?<=[( ])(\/[^():]+):(\d+):(\d+)/g, (place, path, line, column) => {
      const { fileName, lineNumber, columnNumber } = path === bundle ? map.findOrigin(+line, +column) : {};
      if (fileName === undefined) return place;
      return `${resolve(dirname(bundle), fileName)}:${lineNumber}:${columnNumber}`;
    });
  };
}

function start(bundle) {
  if (bundle === undefined) {
    require("tsx/cjs");
    require(join(repository, program));
  } else {
    nameSources(bundle);
    require(bundle);
  }
}

const bundle = freshBundle(program, programs);
if (bundle !== undefined) start(bundle);
// Apart from the promise, so that an error is an uncaught one as it would be without a bundle.
else void madeBundle().then((made) => setImmediate(start, made));
