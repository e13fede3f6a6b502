/** What the services have written. */

import { engineError } from "./docker";
import { inspectContainers } from "./local/containers";
import { loadServices } from "./local/services";
import { PlinthError } from "../model/errors";
import { nearest } from "../model/nearest";
import { run } from "./process";

/** Which logs to read. */
export interface LogsArgs {
  readonly stack: string;
  /** @default every service */
  readonly service?: string;
  /** So many of the last lines of each service. @default all */
  readonly tailLines?: number;
}

/** A line that a service has written. */
export interface LogLine {
  readonly service: string;
  /** When the engine received it, as an ISO date. */
  readonly time: string;
  readonly text: string;
}

/** A service and its container. */
interface Source {
  readonly service: string;
  readonly container: string;
}

/**
 * The lines of the services in the order of their times.
 *
 * @throws PlinthError usage for an unknown service; operation-failed where none has a container.
 */
export async function readLogs(args: LogsArgs): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  const sources = await sourcesOf(args);
  await Promise.all(
    sources.map((source) => readSource(source, args, [], undefined, (line) => lines.push(line))),
  );
  return lines.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** Hands out the lines of the services as they are written, until the signal is aborted or all containers end. */
export async function followLogs(
  args: LogsArgs,
  signal: AbortSignal,
  write: (line: LogLine) => void,
): Promise<void> {
  const sources = await sourcesOf(args);
  await Promise.all(sources.map((source) => readSource(source, args, ["--follow"], signal, write)));
}

async function readSource(
  { service, container }: Source,
  { tailLines }: LogsArgs,
  more: readonly string[],
  signal: AbortSignal | undefined,
  write: (line: LogLine) => void,
): Promise<void> {
  const tail = ["--tail", tailLines === undefined ? "all" : String(tailLines)];
  const finished = await run("docker", ["logs", "--timestamps", ...tail, ...more, container], {
    signal,
    onLine: (line) => {
      const space = line.indexOf(" ");
      write({ service, time: line.slice(0, space), text: line.slice(space + 1) });
    },
  });
  if (finished.exitCode === 0 || signal?.aborted === true) return;
  const error = engineError(finished);
  if (error !== undefined) throw error;
}

async function sourcesOf({ stack, service }: LogsArgs): Promise<Source[]> {
  const { services } = loadServices(stack);
  const names = services.map(({ id }) => id);
  if (service !== undefined && !names.includes(service)) throw unknownService(service, names);
  const wanted = services.filter(({ id }) => service === undefined || id === service);
  const present = await inspectContainers(wanted.map(({ containerName }) => containerName));
  const sources = wanted.filter(({ containerName }) => present.has(containerName));
  if (sources.length > 0)
    return sources.map(({ id, containerName }) => ({ service: id, container: containerName }));
  const what =
    service === undefined ? `The stack ${stack} has` : `The service ${service} of the stack ${stack} has`;
  throw new PlinthError("operation-failed", `${what} no container, so there is no log.`, {
    fix: `Bring the stack up: \`./plinth up ${stack}\`.`,
  });
}

function unknownService(service: string, names: readonly string[]): PlinthError {
  const suggestion = nearest(service, names);
  const meant = suggestion === undefined ? "" : `Did you mean \`${suggestion}\`? `;
  return new PlinthError("usage", `There is no service '${service}'.`, {
    fix: `${meant}The services are: ${names.join(", ")}.`,
  });
}
