/** The stand-in for AWS itself: what the provider does with resources, without the protocol around it. */

import { check } from "./check";
import type { Failure } from "./check";
import { completedInputs } from "./completed-inputs";
import type { ProviderConfig } from "./completed-inputs";
import { ComputedOutputs } from "./computed-outputs";
import { difference } from "./diff";
import type { Difference } from "./diff";
import { Faults } from "./faults";
import { Journal } from "./journal";
import type { Call, Method } from "./journal";
import { Schema } from "./schema";
import { Store } from "./store";
import type { Stored } from "./store";
import { knownTypes, rulesOf } from "./types";
import { digitsOf } from "./types/rules";
import type { Made } from "./types/rules";
import { plain } from "./values";
import type { WireObject } from "./values";

/** A resource that a call is about. */
export interface Subject {
  readonly urn: string;
  /** Id; "" where there is none yet. */
  readonly id?: string;
  readonly config: ProviderConfig;
}

/** What is kept of a resource. */
export interface State {
  readonly id: string;
  readonly outputs: WireObject;
  readonly inputs: WireObject;
}

/** Type and name in the program, of a URN. */
export function partsOf(urn: string): { readonly type: string; readonly name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

/** Makes, keeps and changes resources. */
export class Aws {
  readonly schema = new Schema();
  readonly store = new Store();
  readonly faults = new Faults();
  readonly journal = new Journal();
  private readonly computed = new ComputedOutputs(this.schema);

  check(
    { urn, config }: Subject,
    olds: WireObject,
    news: WireObject,
  ): { readonly inputs: WireObject; readonly failures: readonly Failure[] } {
    const { type, name } = partsOf(urn);
    const failures = [...check(this.schema, type, news)];
    const rules = rulesOf(type);
    if (rules === undefined && failures.length === 0) {
      const reason = `the stand-in for AWS does not know ${type}; add it in test/aws-stand-in/types`;
      failures.push({ property: "", reason: `${reason}. It knows ${knownTypes.join(", ")}` });
    }
    const generation = this.store.generation(urn, this.regionOf(type, news, config));
    const inputs = completedInputs(this.schema, rules, config, {
      ...{ type, name, news, olds: Object.keys(olds).length === 0 ? undefined : olds },
      suffix: digitsOf(`${urn} ${generation}`, 7),
    });
    return { inputs, failures };
  }

  diff({ urn }: Subject, olds: WireObject, news: WireObject, ignored: readonly string[]): Difference {
    return difference(rulesOf(partsOf(urn).type), olds, news, ignored);
  }

  async create(subject: Subject, inputs: WireObject, preview: boolean): Promise<State> {
    const made = this.made(subject, inputs, preview);
    if (preview) return { id: "", outputs: this.computed.planned(made.type, made.inputs), inputs };
    await this.faults.pass(made.type, "create");
    const id = rulesOf(made.type)?.id(made) ?? "";
    const region = this.regionOf(made.type, inputs, subject.config);
    if (this.store.get(made.type, region, id) !== undefined)
      throw new Error(`AlreadyExists: ${made.type} ${id}`);
    this.requireAll(made.type, region, made.inputs);
    const outputs = this.computed.of(rulesOf(made.type), { ...made, id });
    return this.keep({ ...made, id, urn: subject.urn, region, inputs, outputs });
  }

  async read({ urn, id = "", config }: Subject, state: WireObject): Promise<State | undefined> {
    const { type } = partsOf(urn);
    await this.faults.pass(type, "read");
    return this.store.get(type, this.regionOf(type, state, config), id);
  }

  async update(
    subject: Subject & { readonly id: string },
    olds: WireObject,
    news: WireObject,
    preview: boolean,
  ): Promise<State> {
    const { type, name } = partsOf(subject.urn);
    const region = this.regionOf(type, news, subject.config);
    const stored = this.store.get(type, region, subject.id);
    if (stored === undefined) throw new Error(`NotFound: ${type} ${subject.id} is not in ${region || "IAM"}`);
    const changed = difference(rulesOf(type), olds, news).changes.map(
      ({ path }) => path.split(/[.[]/)[0] ?? "",
    );
    const made = {
      ...this.made(subject, news, true),
      ...{ id: subject.id, before: stored.outputs, changed },
      digits: (count: number) => digitsOf(`${subject.urn} ${subject.id}`, count),
    };
    if (preview) {
      return { id: subject.id, outputs: this.computed.plannedUpdate(rulesOf(type), made), inputs: news };
    }
    await this.faults.pass(type, "update");
    this.requireAll(type, region, made.inputs);
    const outputs = this.computed.of(this.keeping(type), made);
    return this.keep({ ...stored, name, inputs: news, outputs });
  }

  async delete({ urn, id = "", config }: Subject, state: WireObject): Promise<void> {
    const { type } = partsOf(urn);
    await this.faults.pass(type, "delete");
    const stored = this.store.get(type, this.regionOf(type, state, config), id);
    // The provider of AWS takes what is not there for deleted.
    if (stored === undefined) return;
    const refusal = rulesOf(type)?.refusesDeletion?.(stored.outputs);
    if (refusal !== undefined) throw new Error(refusal);
    const others = this.store.dependants(stored);
    if (others.length > 0) {
      const names = others.map((other) => `${other.type} ${other.name}`).join(", ");
      throw new Error(`DependencyViolation: ${type} ${id} cannot be deleted while there are ${names}`);
    }
    this.store.remove(stored);
  }

  /** Notes a call that concerns a resource. */
  note(method: Method, { urn, id = "", config }: Subject, preview: boolean, error?: string): void {
    const call: Call = { method, ...partsOf(urn), urn, region: config.region, id, preview };
    this.journal.note(error === undefined ? call : { ...call, error });
  }

  /** Region of a resource; "" where its type knows none. */
  private regionOf(type: string, inputs: WireObject, config: ProviderConfig): string {
    if (this.schema.type(type)?.inputs.has("region") !== true) return "";
    return typeof inputs["region"] === "string" ? inputs["region"] : config.region;
  }

  private made({ urn, config }: Subject, inputs: WireObject, preview: boolean): Made {
    const { type, name } = partsOf(urn);
    const region = this.regionOf(type, inputs, config) || config.region;
    const generation = preview ? 0 : this.store.nextGeneration(urn, this.regionOf(type, inputs, config));
    return {
      ...{ type, name, region, accountId: config.accountId, id: "", changed: [] },
      inputs: plain(inputs) as WireObject,
      outputsOf: (id) => this.store.withId(region, id)?.outputs,
      digits: (count) => digitsOf(`${type} ${name} ${region} ${generation}`, count),
    };
  }

  /** On an update what AWS made up stays as it is, but for the outputs that updates are known to change. */
  private keeping(type: string): Pick<NonNullable<ReturnType<typeof rulesOf>>, "outputs"> {
    const rules = rulesOf(type);
    return {
      outputs: (made) => {
        const outputs = rules?.outputs?.(made) ?? {};
        const changing = new Set(rules?.changedByUpdate?.(made.changed) ?? []);
        return Object.fromEntries(
          Object.entries(outputs).filter(([key]) => changing.has(key) || made.before?.[key] === undefined),
        );
      },
    };
  }

  private requireAll(type: string, region: string, inputs: WireObject): void {
    const missing = this.store.missing(type, region, inputs);
    if (missing.length > 0) throw new Error(`NotFound: ${missing.join(", ")} is not in ${region || "IAM"}`);
  }

  private keep(resource: Stored): State {
    const { type, id, urn, name, region, inputs, outputs } = resource;
    this.store.put({ type, id, urn, name, region, inputs, outputs });
    return { id, inputs, outputs };
  }
}
