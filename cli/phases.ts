/** How far something is, in words and colours. */

import type { ImagePhase } from "../automation/images";
import type { ServicePhase } from "../automation/local/containers";
import type { Colours } from "./colours";

/** What a service's phase is called on the screen. */
const phaseWords: Readonly<Record<ServicePhase, string>> = {
  absent: "waiting",
  created: "created",
  starting: "starting",
  running: "running",
  ready: "healthy",
  done: "done",
  unhealthy: "unhealthy",
  restarting: "restarting",
  stopped: "stopped",
  failed: "failed",
};

const good = new Set<string>(["ready", "done"]);
const bad = new Set<string>(["unhealthy", "restarting", "stopped", "failed"]);
const idle = new Set<string>(["absent", "waiting"]);

/** A service's phase in its colour. */
export function paintPhase(phase: ServicePhase, colours: Colours): string {
  return paint(phase, phaseWords[phase], colours);
}

/** An image's phase in its colour. */
export function paintImagePhase(phase: ImagePhase, colours: Colours): string {
  return paint(phase, phase, colours);
}

function paint(phase: string, word: string, colours: Colours): string {
  if (good.has(phase)) return colours.green(word);
  if (bad.has(phase)) return colours.red(word);
  return idle.has(phase) ? colours.dim(word) : colours.yellow(word);
}

/** Seconds as a person reads them. */
export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}
