import * as pulumi from "@pulumi/pulumi";

/** One resource as the program registered it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly parent: string;
  /** URNs of the resources that it depends on, by properties or explicitly. */
  readonly dependencies: readonly string[];
  /** Names of the inputs whose changes are ignored. */
  readonly ignoreChanges: readonly string[];
  /** Reference of the provider that it was given, or the empty text. */
  readonly provider: string;
  /** References of the providers that a component was given for its children, by package. */
  readonly providers: Readonly<Record<string, string>>;
}

/** What the engine is to be, for one test. */
export interface RegistrationsOptions {
  readonly stack: string;
  readonly preview: boolean;
  /** Outputs beside the inputs that a resource has once it is made. @default none */
  readonly outputs?: (type: string, name: string) => Readonly<Record<string, unknown>>;
}

/** The part of a request to Pulumi's engine that its mocks do not hand on. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
  getProvider(): string;
  getProvidersMap(): { toArray(): [string, string][] };
}

/** The engine's side of a program under test. */
interface Monitor {
  registerResource: (request: Request, callback: unknown) => unknown;
}

/** The part of Pulumi's runtime that looks after promises, which its types do not show. */
interface Debuggable {
  debuggablePromise: (promise: unknown, context: unknown) => unknown;
}

/**
 * Each promise of Pulumi's keeps a stack, for whoever looks for one that is never fulfilled. Nothing in the tests reads
 * them, and with the lines of the sources they took half of all time. Promises without an end are found as ever.
 */
function withoutStacks(debuggable: Debuggable): void {
  const usual = debuggable.debuggablePromise;
  debuggable.debuggablePromise = (promise, context) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return usual(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}
withoutStacks(module.require("@pulumi/pulumi/runtime/debuggable") as Debuggable);

/** Stands in for Pulumi's engine and notes every resource. */
export class Registrations {
  private readonly inputs = new Map<string, Readonly<Record<string, unknown>>>();
  private readonly requests: Request[] = [];

  /** Forgets what was registered, and starts anew. */
  async start({ stack, preview, outputs }: RegistrationsOptions): Promise<void> {
    this.inputs.clear();
    this.requests.length = 0;
    await pulumi.runtime.setMocks(
      {
        newResource: (args) => {
          const inputs = args.inputs as Record<string, unknown>;
          this.inputs.set(`${args.type} ${args.name}`, inputs);
          const id = `id-of-${args.name}`;
          const made = outputs?.(args.type, args.name) ?? {};
          return { id, state: { ...inputs, imageId: `sha256:${id}`, ...made } };
        },
        call: () => ({}),
      },
      "plinth",
      stack,
      preview,
    );
    this.listen();
  }

  private listen(): void {
    const runtime = pulumi.runtime as unknown as { getMonitor(): Monitor };
    const monitor = runtime.getMonitor();
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
      this.requests.push(request);
      return register(request, callback);
    };
  }

  /** Waits until everything that the program asked for is registered; rejects where a registration failed. */
  async settled(): Promise<void> {
    const runtime = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> };
    await runtime.waitForRPCs();
  }

  all(): readonly Registration[] {
    return this.requests.map((request) => ({
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      inputs: this.inputs.get(`${request.getType()} ${request.getName()}`) ?? {},
      dependencies: request.getDependenciesList(),
      ignoreChanges: request.getIgnorechangesList(),
      provider: request.getProvider(),
      providers: Object.fromEntries(request.getProvidersMap().toArray()),
    }));
  }

  /** Type and name of every resource, sorted. */
  names(): string[] {
    return this.all()
      .map(({ type, name }) => `${type} ${name}`)
      .sort();
  }

  get(type: string, name: string): Registration {
    const found = this.all().find((one) => one.type === type && one.name === name);
    if (found === undefined) throw new Error(`${type} ${name} was not registered`);
    return found;
  }
}

/** The value of an output; rejects where the program failed on the way to it. */
export function valueOf<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return (output as unknown as { promise(): Promise<Value> }).promise();
}
