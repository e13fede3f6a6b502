/** Lets several speak that work side by side: one at a time, each in one piece. */

/** One of those who speak. */
export interface Speaker {
  /** Says a line, at once where it is this one's turn, else when it comes. */
  readonly write: (line: string) => void;
  /** Nothing more comes: the next one's turn. */
  readonly end: () => void;
}

/** What a speaker has not said yet, and whether more comes. */
interface Kept {
  readonly lines: string[];
  ended: boolean;
}

/** Gives each its turn, in the order in which they came. */
export class Turns {
  private readonly queue: Kept[] = [];

  constructor(private readonly write: (line: string) => void) {}

  /** One more who speaks, after all who came before. */
  join(): Speaker {
    const own: Kept = { lines: [], ended: false };
    this.queue.push(own);
    return {
      write: (line) => {
        own.lines.push(line);
        this.say();
      },
      end: () => {
        own.ended = true;
        this.say();
      },
    };
  }

  /** All that can be said by now. */
  private say(): void {
    for (let first = this.queue[0]; first !== undefined; first = this.queue[0]) {
      for (const line of first.lines.splice(0)) this.write(line);
      if (!first.ended) return;
      this.queue.shift();
    }
  }
}
