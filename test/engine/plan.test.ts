import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { plan, planDocument, wireMarks } from "../../automation/plan";
import type { PlanDocument } from "../../automation/plan";
import { silentReporter } from "../../automation/reporter";
import { PulumiProgram, pulumiForTests } from "../helpers/pulumi-program";
import { skipBecause } from "../helpers/skip";
import { repository } from "../helpers/stack";

/** A resource as `pulumi preview --json` tells it. */
interface EngineResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly protect?: boolean;
  readonly parent?: string;
  readonly provider?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly dependencies?: readonly string[] | null;
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>> | null;
}

/** Resources that the engine plans and the plan does not, each with the reason. */
const onlyTheEngines: readonly (readonly [RegExp, string])[] = [
  [
    /::pulumi:providers:[^:]+::default(?:_|$)/,
    "the engine makes default providers itself; no program registers them",
  ],
];

/** Inputs that the engine knows and the plan does not, each with the reason. */
const onlyTheEngineKnows: readonly (readonly [RegExp, string])[] = [
  [/-container\.volumes\.0\.volumeName$/, "the provider makes up the name of a volume that has none"],
  [
    /group-service-container\.networksAdvanced\.0\.name$/,
    "the provider makes up the name of a network that has none",
  ],
];

const source = join(repository, "test", "fixtures", "programs", "engine");
const isExplained = (list: readonly (readonly [RegExp, string])[], text: string): boolean =>
  list.some(([pattern]) => pattern.test(text));

/** How the plan's inputs differ from those that the engine has after the provider's check. */
function differences(path: string, planned: unknown, engine: unknown): string[] {
  if (planned === "[unknown]") {
    const agrees = engine === wireMarks.unknown || isExplained(onlyTheEngineKnows, path);
    return agrees ? [] : [`${path}: only the plan does not know ${JSON.stringify(engine)}`];
  }
  // A provider may move the mark of a secret up to the list that holds it.
  if (engine === "[secret]")
    return JSON.stringify(planned).includes("[secret]") ? [] : [`${path}: no secret`];
  if (typeof planned === "object" && planned !== null && typeof engine === "object" && engine !== null) {
    return Object.entries(planned).flatMap(([key, value]) =>
      differences(`${path}.${key}`, value, (engine as Readonly<Record<string, unknown>>)[key]),
    );
  }
  return planned === engine ? [] : [`${path}: ${JSON.stringify(planned)} and ${JSON.stringify(engine)}`];
}

const sorted = (urns: readonly string[] | null | undefined): readonly string[] => [...(urns ?? [])].sort();
const isDefault = (provider: string): boolean =>
  isExplained(onlyTheEngines, provider.slice(0, provider.lastIndexOf("::")));

/** The facts in which both must agree, in one form. */
function facts(resource: Omit<EngineResource, "inputs">): object {
  const { urn, type, custom, protect = false, parent, provider = "", dependencies } = resource;
  const propertyDependencies = Object.entries(resource.propertyDependencies ?? {})
    .filter(([, urns]) => (urns ?? []).length > 0)
    .map(([key, urns]) => [key, sorted(urns)] as const)
    .sort(([one], [other]) => one.localeCompare(other));
  const explicit = provider === "" || isDefault(provider) ? undefined : provider.replace(/::[^:]*$/, "");
  return {
    ...{ urn, type, custom, protect, parent, provider: explicit },
    ...{ dependencies: sorted(dependencies), propertyDependencies: Object.fromEntries(propertyDependencies) },
  };
}

describe("engine/plan", function () {
  this.timeout(300_000);
  let program: PulumiProgram | undefined;
  let engine: ReadonlyMap<string, EngineResource>;
  let planned: PlanDocument;

  before(async function () {
    const found = await pulumiForTests();
    if ("missing" in found) skipBecause(this, found.missing);
    program = new PulumiProgram(found.path, source, {});
    copyFileSync(join(source, "Pulumi.dev.yaml"), join(program.folder, "Pulumi.dev.yaml"));
    const created = await program.run(["stack", "init", "dev"]);
    assert.equal(created.code, 0, created.stderr);
    const preview = await program.run(["preview", "--json", "--stack", "dev"]);
    assert.equal(preview.code, 0, `${preview.stdout}\n${preview.stderr}`);
    const { steps } = JSON.parse(preview.stdout) as { steps: { op: string; newState: EngineResource }[] };
    assert.ok(steps.every(({ op }) => op === "create"));
    engine = new Map(steps.map(({ newState }) => [newState.urn, newState]));
    const context = { reporter: silentReporter, signal: new AbortController().signal };
    planned = planDocument(await plan({ program: source, stack: "dev" }, context));
  });

  after(() => program?.remove());

  it("plans what the engine plans, default providers apart", () => {
    const urns = new Set(planned.resources.map(({ urn }) => urn));
    const missing = [...engine.keys()].filter((urn) => !urns.has(urn) && !isExplained(onlyTheEngines, urn));
    assert.deepEqual(missing, [], "the engine plans these, and the plan does not");
    const invented = [...urns].filter((urn) => !engine.has(urn));
    assert.deepEqual(invented, [], "the plan has these, and the engine does not");
  });

  it("agrees on parents, providers, options and dependencies", () => {
    for (const resource of planned.resources) {
      const real = engine.get(resource.urn);
      assert.ok(real);
      // The plan names the provider itself; the engine adds the provider's id.
      const provider = resource.provider === undefined ? {} : { provider: `${resource.provider}::id` };
      assert.deepEqual(facts({ ...resource, ...provider }), facts(real));
    }
  });

  it("knows the same inputs, and leaves the same ones unknown", () => {
    const found = planned.resources.flatMap(({ urn, name, inputs }) =>
      differences(name, inputs, engine.get(urn)?.inputs ?? {}),
    );
    assert.deepEqual(found, []);
  });

  it("has no explanation that explains nothing", () => {
    const known = onlyTheEngineKnows.filter(
      ([pattern]) =>
        !planned.resources.some(({ name, inputs }) =>
          pathsOf(name, inputs).some((path) => pattern.test(path)),
        ),
    );
    assert.deepEqual(known, []);
    const providers = [...engine.values()].map(({ provider }) => provider ?? "");
    assert.ok(providers.some(isDefault), "resources have default providers");
  });
});

/** Paths of all unknown values. */
function pathsOf(path: string, value: unknown): readonly string[] {
  if (value === "[unknown]") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(`${path}.${key}`, inner));
}
