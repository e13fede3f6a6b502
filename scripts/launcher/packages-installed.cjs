"use strict";

/**
 * Exits 0 where node_modules holds exactly what package-lock.json asks for, 1 where it does not.
 *
 * npm records what it installed in node_modules/.package-lock.json, and writes that record last. Comparing the two
 * spares an `npm ci` to a developer who has just run npm by hand. Plain JavaScript of the standard library, because it
 * runs before any package is there.
 */

const { readFileSync } = require("node:fs");

/** The packages of a lock file by their place, or none where the file is missing or cut short. */
function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? {};
  } catch {
    return {};
  }
}

const wanted = packagesOf("package-lock.json");
const installed = packagesOf("node_modules/.package-lock.json");

const places = Object.keys(wanted).filter((place) => place.includes("node_modules/"));
const missing = places.filter((place) => {
  const have = installed[place];
  // Binaries for other systems are optional, and npm leaves them out.
  if (have === undefined) return wanted[place].optional !== true;
  return have.version !== wanted[place].version || have.integrity !== wanted[place].integrity;
});

process.exit(places.length > 0 && missing.length === 0 ? 0 : 1);
