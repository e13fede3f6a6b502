import type { LogLevel } from "./config.ts";

/** pino's numbers, so that what reads the router's log lines reads these too. */
const LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const;

type Level = keyof typeof LEVELS;

/** Writes a line for each event. Fields never hold prompts or answers. */
export type Log = (level: Level, message: string, fields?: Readonly<Record<string, unknown>>) => void;

/**
 * A log of JSON lines.
 * @param write where lines go
 * @default standard output
 */
export function jsonLog(
  least: LogLevel,
  write: (line: string) => unknown = (line) => process.stdout.write(line),
): Log {
  const threshold = least === "silent" ? Infinity : LEVELS[least];
  return (level, message, fields = {}) => {
    if (LEVELS[level] < threshold) return;
    write(`${JSON.stringify({ level: LEVELS[level], time: Date.now(), ...fields, msg: message })}\n`);
  };
}
