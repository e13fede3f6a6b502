/**
 * Evaluates one program in a process of its own and writes down what it registers.
 *
 * Pulumi's runtime keeps its state in the process, and a program may hang, throw or leave: none of that should reach
 * who asks for the plan. The request comes as JSON in a file that the first argument names.
 */

import { readFileSync, writeFileSync } from "node:fs";
import * as module from "node:module";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { EvaluationRequest } from "../protocol";
import { secretText } from "../secret-text";
import { Calls } from "./calls";
import { Guard } from "./guard";
import { Journal } from "./journal";
import { Monitor } from "./monitor";
import { patchSdk } from "./patches";
import { OutputShapes } from "./output-shapes";
import { Positions } from "./position";
import { Registrations } from "./registrations";
import { runProgram } from "./run-program";
import { loadSdk } from "./sdk";
import type { Sdk, Store } from "./sdk";
import { Transforms } from "./transforms";
import { Wire } from "./wire";

/** Time between looks at work that goes on outside of the program, in milliseconds. */
const lookMs = 5;

function main(): void {
  const request = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as EvaluationRequest;
  writeFileSync(request.pidFile, String(process.pid));
  const journal = new Journal(request.answer);
  const positions = new Positions(request.rootDirectory);
  const guard = new Guard(journal, positions, request.main);
  let store: (() => Store) | undefined;
  guard.watch(request.timeoutSeconds, () => store?.());
  prepareProcess(request);
  evaluate(request, journal, positions, (sdk) => (store = () => sdk.state.getStore())).then(
    () => (guard.complete = true),
    (error: unknown) => guard.failed(error),
  );
}

/** The process as Pulumi's Node host leaves it to a program. */
function prepareProcess(request: EvaluationRequest): void {
  process.chdir(request.workingDirectory);
  process.argv = [process.argv[0] ?? "node", request.main];
  Object.assign(process.env, {
    PULUMI_NODEJS_PROJECT: request.project,
    PULUMI_NODEJS_STACK: request.stack,
    PULUMI_NODEJS_ORGANIZATION: request.organization,
    PULUMI_NODEJS_ROOT_DIRECTORY: request.rootDirectory,
    PULUMI_NODEJS_DRY_RUN: "true",
    PULUMI_CONFIG: JSON.stringify(request.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.secretKeys),
  });
  // Maps of packages would be read with every package, and no line of theirs is wanted.
  const { setSourceMapsSupport } = module as {
    setSourceMapsSupport?: (on: boolean, options: object) => void;
  };
  setSourceMapsSupport?.(true, { nodeModules: false, generatedCode: false });
}

async function evaluate(
  request: EvaluationRequest,
  journal: Journal,
  positions: Positions,
  loaded: (sdk: Sdk) => void,
): Promise<void> {
  const sdk = loadSdk(request.workingDirectory);
  loaded(sdk);
  const wire = new Wire(sdk.rpc, secretText);
  const calls = new Calls(request.calls);
  const transforms = new Transforms(sdk, wire);
  const shapes = new OutputShapes(wire, request.workingDirectory);
  const registrations = new Registrations({
    ...{ sdk, wire, journal, positions, transforms, shapes, project: request.project, stack: request.stack },
    outputsOf: (name) => calls.recordedResult("pulumi:pulumi:StackReference", { name }),
  });
  patchSdk({ sdk, journal, positions, calls, secretText });
  const monitor = new Monitor({ sdk, wire, journal, positions, transforms, registrations, calls });
  sdk.settings.setMockOptions(monitor, request.project, request.stack, true, request.organization);
  await sdk.stack.runInPulumiStack(() => runProgram(request.main, request.mainIsNamed));
  await quiet(sdk);
  registrations.ended = true;
}

/** Waits until nothing is being registered, and no file, process or connection is waited for. */
async function quiet(sdk: Sdk): Promise<void> {
  const { settings } = sdk.state.getStore();
  for (let rounds = 0; rounds < 2; rounds += 1) {
    const before = settings.rpcDone;
    await sdk.settings.waitForRPCs();
    await setImmediate();
    if (worksOutside()) await setTimeout(lookMs);
    else if (settings.rpcDone === before) continue;
    rounds = -1;
  }
}

/** True while the program waits for the system. Timers do not count: what they register comes after the end. */
function worksOutside(): boolean {
  return process
    .getActiveResourcesInfo()
    .some((name) => /^(?:FSReq|GetAddrInfo|TCP.*(?:Connect|Socket)|TLS|Process)/.test(name));
}

main();
