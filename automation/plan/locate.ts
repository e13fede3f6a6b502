/** Finds the line that a process is busy with, where it cannot tell by itself: Node's inspector looks from outside. */

import { existsSync, readFileSync } from "node:fs";

/** Longest time to wait for the inspector, in milliseconds. */
const patienceMs = 5000;

const listening = /Debugger listening on (ws:\S+)/;

/** A process of Node that may have to be asked where it is. */
export class Located {
  private found: (url: string) => void = () => undefined;
  private readonly url = new Promise<string>((resolve) => (this.found = resolve));

  /** @param pidFile file in which the process leaves its id. */
  constructor(private readonly pidFile: string) {}

  /** Takes note of a line that the process writes; true where the line is the inspector's and not the program's. */
  heard(line: string): boolean {
    const [, url] = listening.exec(line) ?? [];
    if (url !== undefined) this.found(url);
    return (
      url !== undefined || /^(?:For help, see: https:\/\/nodejs|Debugger (?:attached|ending))/.test(line)
    );
  }

  /** The stack of what the process does right now; `undefined` where it cannot be had. */
  async stack(): Promise<string | undefined> {
    if (!existsSync(this.pidFile)) return undefined;
    const timeout = new Promise<undefined>((resolve) => {
      setTimeout(() => resolve(undefined), patienceMs).unref();
    });
    try {
      process.kill(Number(readFileSync(this.pidFile, "utf8")), "SIGUSR1");
      const url = await Promise.race([this.url, timeout]);
      return url === undefined ? undefined : await Promise.race([stackThrough(url), timeout]);
    } catch {
      // The process is gone, or does not let itself be looked at: the line stays unknown.
      return undefined;
    }
  }
}

interface InspectorMessage {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly callFrames?: readonly { readonly callFrameId: string }[] };
  readonly result?: { readonly result?: { readonly value?: unknown } };
}

/** Pauses the process and lets it write its own stack, in which the lines are those of the sources. */
function stackThrough(url: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const send = (id: number, method: string, params: object = {}): void =>
      socket.send(JSON.stringify({ id, method, params }));
    socket.onerror = () => reject(new Error("the inspector does not answer"));
    socket.onopen = () => {
      send(1, "Debugger.enable");
      send(2, "Debugger.pause");
    };
    socket.onmessage = ({ data }) => {
      const { id, method, params, result } = JSON.parse(String(data)) as InspectorMessage;
      const frame = params?.callFrames?.[0];
      if (method === "Debugger.paused" && frame !== undefined) {
        const expression = "Error.stackTraceLimit = 200, new Error().stack";
        send(3, "Debugger.evaluateOnCallFrame", { callFrameId: frame.callFrameId, expression });
      }
      if (id !== 3) return;
      socket.close();
      const value = result?.result?.value;
      resolve(typeof value === "string" ? value : undefined);
    };
  });
}
