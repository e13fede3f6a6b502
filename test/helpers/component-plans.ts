/** Hand-made plans for the tests of compatibility, and what is found in them in short. */

import { compatibilityFindings, findComponents } from "../../automation/plan/compatibility";
import type { Plan, PlannedResource } from "../../automation/plan/types";
import { unknownValue } from "../policypack/server";
import { planned } from "./plans";

export type Given = Partial<PlannedResource> & Pick<PlannedResource, "type" | "name">;

export function planOf(...given: readonly Given[]): Plan {
  const source = { file: "/program/index.ts", line: 7 };
  const resources = given.map(({ type, name, wire, ...more }) =>
    planned(type, name, wire, { source, ...more }),
  );
  return { project: "plinth", stack: "test", program: "/program", resources, unexpanded: [] };
}

export const RELEASE = "kubernetes:helm.sh/v3:Release";
export const V4_CHART = "kubernetes:helm.sh/v4:Chart";
export const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
export const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

export function chart(name: string, wire: Readonly<Record<string, unknown>> = {}, type = RELEASE): Given {
  return { type, name, wire: { chart: name, ...wire } };
}

export function cluster(version?: unknown): Given {
  return { type: "aws:eks/cluster:Cluster", name: "main", wire: version === undefined ? {} : { version } };
}

export function nodes(wire: Readonly<Record<string, unknown>>, type = NODE_GROUP): Given {
  return { type, name: "nodes", wire };
}

export function account(wire: object, name = "account"): Given {
  return { type: "kubernetes:core/v1:ServiceAccount", name, wire: { metadata: wire } };
}

export const annotations = { "eks.amazonaws.com/role-arn": unknownValue };

/** Rules and whether they are decided. */
export function judge(...resources: readonly Given[]): Record<string, "bad" | "undecided"> {
  return Object.fromEntries(
    compatibilityFindings(planOf(...resources)).map(({ rule, message }) => [
      rule.replace("compatibility-", ""),
      message.includes("cannot be decided") ? "undecided" : "bad",
    ]),
  );
}

/** What is found, as `name version`, with a question mark where nobody knows whether it is there. */
export function components(...resources: readonly Given[]): string[] {
  return findComponents(planOf(...resources)).map(({ name, version, subject, unsure }) =>
    [name, version, subject && `(${subject})`, unsure && "?"].filter(Boolean).join(" "),
  );
}
