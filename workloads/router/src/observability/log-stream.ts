/** How long a line waits for others, in milliseconds. */
const WAIT_MS = 50;
/** So much leaves without waiting, in characters. */
const FULL = 64 * 1024;
/** What the other end of a pipe or a socket is told by once it is gone. */
const GONE: readonly unknown[] = ["EPIPE", "ECONNRESET", "ENOTCONN"];

/**
 * The log on stdout, several lines in one write: under load a write for each request takes a sixth of the router's
 * processor time. Lines that wait leave when the process ends, unless it is killed; where nobody reads them any more the
 * router goes on without a log.
 */
export function logStream(): { write(line: string): void } {
  let lines = "";
  let isRead = true;
  let timer: NodeJS.Timeout | undefined;
  const leave = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const leaving = lines;
    lines = "";
    if (isRead && leaving !== "") process.stdout.write(leaving);
  };
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (!GONE.includes(error.code)) throw error;
    isRead = false;
  });
  // The process waits for what leaves now, as it has to where a pipe is full.
  process.on("beforeExit", leave);
  // Where something ends it from within there is no such time; what a pipe has room for leaves at once.
  process.once("exit", leave);
  return {
    write: (line) => {
      lines += line;
      if (lines.length >= FULL) leave();
      else timer ??= setTimeout(leave, WAIT_MS).unref();
    },
  };
}
