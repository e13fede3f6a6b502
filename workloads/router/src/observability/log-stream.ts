import { pino } from "pino";

/** How long a line waits for others, in milliseconds. */
const WAIT_MS = 50;
/** So much leaves without waiting, in characters. */
const FULL = 64 * 1024;

/**
 * The log on stdout, several lines in one write: under load a write for each request takes a sixth of the router's
 * processor time. Lines that wait leave when the process ends, unless it is killed.
 */
export function logStream(): { write(line: string): void } {
  const destination = pino.destination({ dest: 1, sync: false, minLength: FULL, maxWrite: 2 * FULL });
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    timer = undefined;
    destination.flush();
  };
  return {
    write: (line) => {
      destination.write(line);
      timer ??= setTimeout(flush, WAIT_MS).unref();
    },
  };
}
