/** Runs tasks that wait for one another, a few at a time. */

/** A piece of work. */
export interface Task<Id> {
  readonly id: Id;
  /** The task that must be done before; one that is not among the tasks counts as done. */
  readonly after: Id | undefined;
  /** Does the work; the signal aborts it when another task has failed or the user stops. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/**
 * Runs all tasks in the order given, as far as they do not wait for one another.
 *
 * After the first failure no task is started, those that run are aborted, and the failure is thrown when they have
 * ended. Aborting the signal does the same with the signal's reason.
 */
export async function runTasks<Id>(
  tasks: readonly Task<Id>[],
  limit: number,
  signal?: AbortSignal,
): Promise<void> {
  const waiting = [...tasks];
  const open = new Set(tasks.map(({ id }) => id));
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  const abort = (): void => stop.abort(signal?.reason);
  if (signal?.aborted === true) abort();
  else signal?.addEventListener("abort", abort, { once: true });

  const start = (task: Task<Id>): void => {
    const work: Promise<void> = task
      .run(stop.signal)
      .then(() => void open.delete(task.id))
      // The first reason is kept: what fails later fails because of the abort.
      .catch((error: unknown) => stop.abort(error))
      .finally(() => running.delete(work));
    running.add(work);
  };
  const startReady = (): void => {
    while (running.size < limit && !stop.signal.aborted) {
      const ready = waiting.findIndex(({ after }) => after === undefined || !open.has(after));
      const [task] = ready < 0 ? [] : waiting.splice(ready, 1);
      if (task === undefined) return;
      start(task);
    }
  };

  for (startReady(); running.size > 0; startReady()) await Promise.race(running);
  signal?.removeEventListener("abort", abort);
  stop.signal.throwIfAborted();
  if (waiting.length > 0)
    throw new Error(`tasks wait in a circle: ${waiting.map(({ id }) => String(id)).join(", ")}`);
}
