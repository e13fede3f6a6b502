import type { ContainerEngine, ContainerState, EngineSurvey } from "../../components/local/container-engine";

type State = ContainerState["State"];

/** A state of which only some fields matter. */
export function containerState(id: string, state: Partial<State>, restartCount = 0): ContainerState {
  const rest = {
    Status: "running",
    ExitCode: 0,
    OOMKilled: false,
    Error: "",
    FinishedAt: "0001-01-01T00:00:00Z",
  } as const;
  return { Id: id, RestartCount: restartCount, State: { ...rest, ...state } };
}

/** An engine whose containers go through the states that a test gives, one at each look; the last one stays. */
export class FakeEngine implements ContainerEngine {
  readonly started: string[] = [];
  looks = 0;
  /** Images that are there from the beginning, by reference. */
  readonly images = new Map<string, string>();
  /** Why containers do not start. */
  problem: string | undefined;

  constructor(
    private readonly states: Readonly<Record<string, readonly (ContainerState | undefined)[]>> = {},
    private readonly log: readonly string[] = [],
    private readonly swap = true,
  ) {}

  survey(references: readonly string[]): EngineSurvey {
    const images = new Map([...this.images].filter(([reference]) => references.includes(reference)));
    return { images, limitsSwap: this.swap };
  }

  inspect(ids: readonly string[]): Promise<readonly ContainerState[]> {
    const look = this.looks++;
    const states = ids.map((id) => {
      const given = this.states[id] ?? [containerState(id, {})];
      return given[Math.min(look, given.length - 1)];
    });
    return Promise.resolve(states.filter((state) => state !== undefined));
  }

  start(id: string): Promise<string | undefined> {
    this.started.push(id);
    return Promise.resolve(this.problem);
  }

  lastLines(): Promise<readonly string[]> {
    return Promise.resolve(this.log);
  }
}
