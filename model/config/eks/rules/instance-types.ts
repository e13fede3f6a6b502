/** Rules of the instance types of a pool. */

import { gpus as gpuNames } from "../../../eks/gpus";
import {
  instanceType,
  instanceTypes,
  instanceTypeSource,
  nearestInstanceType,
} from "../../../eks/instance-types";
import type { InstanceType } from "../../../eks/instance-types";
import type { PoolKind } from "../../../eks/pool-plan";
import { kindOf, typesOf } from "../../../eks/pool-types";
import { PoolSettings } from "../pool";
import type { RuleParams } from "../../rules";
import type { Report } from "./draft";

/** Smallest memory of a node: below, little is left of it beside what every node runs. */
const LEAST_MEMORY_MIB = 4096;

/** Reports instance types that do not exist, do not fit the pool, or do not fit each other. */
export function checkInstanceTypes(name: string, pool: PoolSettings, report: Report): void {
  const kind = kindOf(name);
  const reportAt: Report = (path, message, params) => {
    report(["pools", name, ...path], message, params);
  };
  const list = pool.instanceTypes ?? [];
  const fitting = typesOf(kind, { ...pool, instanceTypes: undefined }).map((type) => type.name);
  const example = fitting.find((type) => !list.includes(type)) ?? "m7i.xlarge";
  for (const [index, type] of list.entries()) {
    const mistake = mistakeOf(type, kind, pool, example);
    if (mistake !== undefined) reportAt(["instanceTypes", index], mistake.message, mistake.params);
  }
  checkTwice(pool, reportAt);
  const types = typesOf(kind, pool);
  checkArchitectures(pool, types, reportAt);
  checkEfa(pool, types, reportAt);
  if (kind === "gpu") checkGpus(pool, types, reportAt);
  else checkNoGpus(pool, reportAt);
}

interface Mistake {
  readonly message: string;
  readonly params: RuleParams;
}

function mistakeOf(name: string, kind: PoolKind, pool: PoolSettings, example: string): Mistake | undefined {
  const type = instanceType(name);
  if (type === undefined) return unknownType(name, example);
  if (kind === "gpu") {
    const allowed = `types with ${String(pool.gpusPerNode)} of NVIDIA's GPUs; other types go in a pool cpu or cpu-<name>`;
    if (type.gpus === undefined) return { message: "has no GPU of NVIDIA", params: { allowed, example } };
    if (type.gpus.count === 0) return { message: "has a part of a GPU only", params: { allowed, example } };
    return modelMistake(type.gpus.model, pool, example);
  }
  if (type.gpus !== undefined || type.otherAccelerators !== undefined) {
    const what = type.gpus === undefined ? "accelerators that the platform has no drivers for" : "GPUs";
    const allowed = "types without GPUs and accelerators; types with GPUs of NVIDIA go in a pool gpu-<name>";
    return { message: `has ${what}`, params: { allowed, example } };
  }
  if (type.memoryMiB < LEAST_MEMORY_MIB) {
    return {
      message: "is too small for a node",
      params: { allowed: "types with 4 GiB of memory or more", example },
    };
  }
  return undefined;
}

/** Listed types stand for themselves; `gpus` beside them, where it is given, must say the same. */
function modelMistake(model: string, { gpus }: PoolSettings, example: string): Mistake | undefined {
  const models: readonly string[] = gpus;
  if (models.join() === standard.gpus.join() || models.includes(model)) return undefined;
  return {
    message: `has GPUs of the model ${model}, which the pool's gpus do not name`,
    params: { allowed: `types with ${models.join(", ")}, or no gpus beside instanceTypes`, example },
  };
}

function unknownType(name: string, example: string): Mistake {
  const meant = nearestInstanceType(name);
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  return {
    message: `is not an instance type${hint}`,
    params: {
      allowed: `an instance type of EC2, as of ${instanceTypeSource.date}`,
      example: meant ?? example,
    },
  };
}

function checkTwice({ instanceTypes: list = [] }: PoolSettings, report: Report): void {
  const index = list.findIndex((name, at) => list.indexOf(name) < at);
  if (index === -1) return;
  report(["instanceTypes"], `name ${list[index] ?? ""} twice`, {
    allowed: "each type once",
    example: [...new Set(list)],
  });
}

function checkArchitectures(pool: PoolSettings, types: readonly InstanceType[], report: Report): void {
  const key = pool.instanceTypes === undefined ? "gpus" : "instanceTypes";
  const nameOf = (type: InstanceType): string => (key === "gpus" ? (type.gpus?.model ?? "") : type.name);
  const of = (architecture: InstanceType["architecture"]): string[] => [
    ...new Set(types.filter((type) => type.architecture === architecture).map(nameOf)),
  ];
  const [amd64, arm64] = [of("amd64"), of("arm64")];
  if (amd64.length === 0 || arm64.length === 0) return;
  report(
    [key],
    `mix two processor architectures: ${amd64.join(", ")} on amd64, ${arm64.join(", ")} on arm64`,
    {
      allowed: "types of one architecture, as a pool has one image; a second pool for the others",
      example: amd64,
    },
  );
}

function checkEfa({ efa }: PoolSettings, types: readonly InstanceType[], report: Report): void {
  const without = types.filter(({ efaInterfaces }) => efaInterfaces === 0).map(({ name }) => name);
  if (efa !== "on" || without.length === 0) return;
  report(["efa"], `is on, and ${without.join(", ")} ${without.length === 1 ? "has" : "have"} no adapter`, {
    allowed: "auto or off; on where every instance type of the pool has adapters",
    example: "auto",
  });
}

/** Reports listed types with another number of GPUs than the pool's, and GPUs that no type has so many of. */
function checkGpus(pool: PoolSettings, types: readonly InstanceType[], report: Report): void {
  const { gpusPerNode } = pool;
  if (pool.instanceTypes === undefined) {
    if (types.length === 0) report(["gpusPerNode"], noTypeMessage(pool), paramsOfCounts(countsOf(pool)));
    return;
  }
  const others = types.filter(
    ({ gpus }) => gpus !== undefined && gpus.count > 0 && gpus.count !== gpusPerNode,
  );
  if (others.length === 0) return;
  const counts = [...new Set(types.flatMap(({ gpus }) => gpus?.count ?? []))].filter((count) => count > 0);
  const which = others.map(({ name, gpus }) => `${name} has ${String(gpus?.count)}`).join(", ");
  if (counts.length === 1) {
    report(
      ["gpusPerNode"],
      `is not the number of GPUs of the pool's instanceTypes: ${which}`,
      paramsOfCounts(counts),
    );
    return;
  }
  report(
    ["instanceTypes"],
    `have other numbers of GPUs than the pool's gpusPerNode (${String(gpusPerNode)}): ${which}`,
    {
      allowed: "types with gpusPerNode GPUs each: an autoscaler reckons with one number",
      example: types.filter((type) => !others.includes(type)).map(({ name }) => name),
    },
  );
}

const standard = PoolSettings.parse({});

/** Reports what other pools would leave unread. */
function checkNoGpus({ gpus, gpusPerNode }: PoolSettings, report: Report): void {
  const allowed = "nothing; pools named gpu-<name> have GPUs";
  if (gpus.join() !== standard.gpus.join()) {
    report(["gpus"], "is for GPU pools", { allowed, remove: true });
  }
  if (gpusPerNode !== standard.gpusPerNode) {
    report(["gpusPerNode"], "is for GPU pools", { allowed, remove: true });
  }
}

function noTypeMessage({ gpus, gpusPerNode }: PoolSettings): string {
  const models = gpus.map((model) => gpuNames[model]).join(" or ");
  return `is a number that no instance type has: none has exactly ${String(gpusPerNode)} of ${models}`;
}

/** Numbers of GPUs that there are types with. */
function countsOf({ gpus }: PoolSettings): readonly number[] {
  const models = new Set<string>(gpus);
  const counts = instanceTypes().flatMap((type) =>
    type.gpus !== undefined && type.gpus.count > 0 && models.has(type.gpus.model) ? type.gpus.count : [],
  );
  return [...new Set(counts)].toSorted((one, other) => one - other);
}

function paramsOfCounts(counts: readonly number[]): RuleParams {
  return { allowed: counts.map(String).join(", "), example: counts[0] };
}
