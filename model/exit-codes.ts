/** What the `plinth` command exits with, and what an entry of the catalogue of errors is. */

/** Exit codes of the `plinth` command. */
export const exitCodes = {
  /** All went well. */
  ok: 0,
  /** The operation itself failed. */
  failed: 1,
  /** What was given is wrong: the command line, the stack's config or the compose file. */
  badInput: 2,
  /** The machine is not ready: Docker missing or unreachable, a port taken, a disk full, AWS that cannot be asked. */
  machine: 3,
  /** The stack's state cannot be used as it is: passphrase, corrupted file, lock. */
  state: 4,
  /** Stopped by Ctrl-C or a signal: 128 + SIGINT. */
  interrupted: 130,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** One kind of failure. */
export interface CatalogueEntry {
  /** One sentence: what happened. */
  readonly title: string;
  /** What the process exits with. */
  readonly exitCode: ExitCode;
  /** What the user should do where the place of the failure knows nothing better. */
  readonly fix: string;
}
