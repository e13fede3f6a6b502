import type { Plan } from "../../../automation/plan/types";
import type { Judgement } from "../../../automation/policy/findings";
import { costOf } from "../../../automation/policy/cost";
import { previewDocument } from "../../../automation/report/document";
import type { ReportSource } from "../../../automation/report";
import { waiversValid, Waivers } from "../../../policypack/lib/waivers";
import { resourceRule } from "../../../policypack/lib/rule";
import { rule as endpointPrivate } from "../../../policypack/rules/eks/endpoint-private";
import { planned, planOf } from "../../helpers/plans";
import { secret, unknownValue } from "../../policypack/server";

/** Of no work tree, so that paths are relative to it. */
const program = "/nowhere/program";
const type = "aws:eks/cluster:Cluster";
const cluster = planned(
  type,
  "main",
  { name: "prod", token: secret("hunter2"), roleArn: unknownValue, tags: [{ Owner: secret("hunter2") }] },
  { source: { file: `${program}/src/cluster & co.ts`, line: 12, column: 3 } },
);
const chart = planned("kubernetes:helm.sh/v4:Chart", "cilium", {}, { custom: false, remote: true });
const quiet = resourceRule({ ...endpointPrivate, name: "eks-quiet" });
const advice = resourceRule({ ...endpointPrivate, name: "tags-owner", level: "advisory", severity: "low" });

const plan: Plan = {
  ...planOf(program, cluster, chart),
  unexpanded: [{ urn: chart.urn, type: chart.type, reason: "a chart is rendered by its provider" }],
};
const shared = { urn: cluster.urn, source: { file: `${program}/src/cluster & co.ts`, line: 12 } };
const judgement: Judgement = {
  profile: "baseline",
  config: new Map(),
  rules: [endpointPrivate, quiet, advice, waiversValid(Waivers.none())],
  findings: [
    {
      ...shared,
      ...{ rule: "eks-endpoint-private", enforcementLevel: "mandatory", severity: "high" },
      message: '`a|b` must be <false> & "private".\nA second line\u0007.',
    },
    {
      ...shared,
      rule: "tags-owner",
      enforcementLevel: "advisory",
      severity: "low",
      message: "must have an owner",
    },
    {
      ...{ rule: "eks-endpoint-private", urn: chart.urn, enforcementLevel: "mandatory", severity: "high" },
      message: "must be private too",
      waived: {
        ...{ owner: "platform-team", reason: "No VPN yet.", expires: "2999-12-31" },
        ...{ file: `${program}/waivers.yaml`, line: 1 },
      },
    },
    {
      ...{ rule: "waivers-valid", enforcementLevel: "mandatory", severity: "medium" },
      message: "waivers.yaml:7: it expired",
      source: { file: `${program}/waivers.yaml`, line: 7 },
    },
  ],
};

const gateway = planned("aws:ec2/natGateway:NatGateway", "way-out");
const cost = costOf(planOf(program, gateway), new Map(), {
  "aws:region": "eu-central-1",
  "plinth:monthlyBudgetUsd": "500",
});

/** A preview with a finding of each kind. */
export const sample: ReportSource = {
  plan,
  document: previewDocument(plan, judgement, cost),
  rules: judgement.rules,
  version: "0.1.0",
};

/** A preview in which nothing was found. */
export const clean: ReportSource = {
  ...sample,
  document: previewDocument(
    { ...plan, unexpanded: [] },
    { ...judgement, findings: [] },
    costOf(planOf(program), new Map(), {}),
  ),
};
