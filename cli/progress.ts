/** Shows how far images and services are: a table that is drawn over on a terminal, a line per change elsewhere. */

import type { ImageProgress } from "../automation/images";
import type { ServiceProgress } from "../automation/local/containers";
import type { Reporter } from "../automation/reporter";
import { Board } from "./board";
import { formatSeconds, paintImagePhase, paintPhase } from "./phases";
import { formatTable } from "./table";
import type { Terminal } from "./terminal";

/** Without a table, a long build says this often that it goes on. In seconds. */
const heartbeatSeconds = 60;

/** Draws an operation's news on standard error. */
export class ProgressReporter implements Reporter {
  private readonly startedAt = performance.now();
  private readonly board: Board;
  /** Phase that was printed last, and when, by image or service. */
  private readonly printed = new Map<string, { readonly phase: string; readonly at: number }>();
  private readonly images = new Map<string, ImageProgress>();

  constructor(
    private readonly terminal: Terminal,
    private readonly verbose: boolean,
  ) {
    this.board = new Board(terminal);
  }

  note(text: string): void {
    this.board.print(text);
  }

  detail(line: string): void {
    if (this.verbose) this.board.print(this.terminal.sideColours.dim(`  ${line}`));
  }

  image(progress: ImageProgress): void {
    this.images.set(progress.image, progress);
    const { phase, lastLine } = progress;
    if (this.verbose) this.detail(`${progress.image}: ${lastLine}`);
    else if (this.terminal.canRedraw) this.board.show(() => this.imageTable());
    else
      this.printLine(
        `image ${progress.image}`,
        phase,
        paintImagePhase(phase, this.terminal.sideColours),
        lastLine,
      );
  }

  services(progress: readonly ServiceProgress[]): void {
    if (this.images.size > 0) this.board.leave();
    this.images.clear();
    if (this.terminal.canRedraw && !this.verbose) {
      this.board.show(() => this.serviceTable(progress));
      return;
    }
    for (const { service, phase, exitCode, reason } of progress) {
      // The first look at a service that is not there yet is no news.
      if (phase === "absent" && !this.printed.has(service)) continue;
      const why = [exitCode ? `exit code ${exitCode}` : "", reason ?? ""]
        .filter((part) => part !== "")
        .join(", ");
      this.printLine(service, phase, paintPhase(phase, this.terminal.sideColours), why, Infinity);
    }
  }

  /** Removes the table: a better one comes in its place. */
  clear(): void {
    this.board.clear();
  }

  /** Leaves the table as it is; what is written now comes below it. */
  close(): void {
    this.board.leave();
  }

  private get seconds(): number {
    return (performance.now() - this.startedAt) / 1000;
  }

  private printLine(
    name: string,
    phase: string,
    painted: string,
    why: string,
    every = heartbeatSeconds,
  ): void {
    const last = this.printed.get(name);
    if (last?.phase === phase && this.seconds - last.at < every) return;
    this.printed.set(name, { phase, at: this.seconds });
    const time = formatSeconds(this.seconds).padStart(8);
    this.terminal.say(`${time}  ${name}: ${painted}${why === "" ? "" : ` (${why})`}`);
  }

  private imageTable(): string {
    const colours = this.terminal.sideColours;
    const rows = [...this.images.values()].map(({ image, phase, seconds, lastLine }) => [
      `  ${image}`,
      paintImagePhase(phase, colours),
      phase === "waiting" ? "" : formatSeconds(seconds),
      colours.dim(phase === "ready" ? "" : lastLine),
    ]);
    return formatTable(rows);
  }

  private serviceTable(progress: readonly ServiceProgress[]): string {
    const colours = this.terminal.sideColours;
    const rows = progress.map(({ service, image, phase, seconds }) => [
      `  ${service}`,
      paintPhase(phase, colours),
      phase === "absent" ? "" : formatSeconds(seconds ?? this.seconds),
      colours.dim(image),
    ]);
    return formatTable(rows);
  }
}
