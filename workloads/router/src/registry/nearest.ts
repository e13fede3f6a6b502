import { editDistance } from "../../../../model/nearest.ts";

const MOST = 3;
/** Longer names are not compared: nobody mistypes them, and the comparison is quadratic. */
const LONGEST = 128;

/**
 * Up to three names that a person may have meant, the nearest first: those that differ by a third of their letters at
 * most, and those of which what was given is a part.
 */
export function nearest(given: string, known: readonly string[]): readonly string[] {
  const wanted = given.toLowerCase();
  if (wanted.length > LONGEST) return [];
  return known
    .map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.ceil(name.length / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST)
    .map(({ name }) => name);
}

function distanceOf(given: string, name: string): number {
  const isPart = given.length > 2 && (name.includes(given) || given.includes(name));
  return isPart ? 1 : editDistance(given, name);
}
