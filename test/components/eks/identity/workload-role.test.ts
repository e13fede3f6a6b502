import assert from "node:assert/strict";
import { WorkloadRole } from "../../../../components/eks/identity/workload-role";
import type { WorkloadRoleArgs } from "../../../../components/eks/identity/workload-role";
import { policyDocument } from "../../../../model/eks/policy-document";
import { workloadIds } from "../../../../model/eks/workload-ids";
import { workloads } from "../../../../model/eks/workloads";
import { podIdentityTrust } from "../../../../model/eks/workloads/trust";
import { scope } from "../../../helpers/eks-scope";
import { Registrations, valueOf } from "../../../helpers/registrations";

const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/rolePolicy:RolePolicy";

const args: WorkloadRoleArgs = {
  scope,
  workload: workloads.velero,
  mode: "podIdentity",
  clusterName: "plinth",
  oidc: { providerArn: "provider", issuer: "https://issuer/id/1" },
  boundaryArn: "boundary",
};

describe("components/eks/identity/workload-role", () => {
  const registered = new Registrations();
  const trust = (): unknown => registered.get(ROLE, "plinth-velero").inputs["assumeRolePolicy"];

  async function create(change: Partial<WorkloadRoleArgs> = {}, name = "plinth-velero") {
    const outputs = (type: string) => (type === ROLE ? { arn: `arn-of-${name}` } : {});
    await registered.start({ stack: "prod", preview: false, outputs });
    return valueOf(new WorkloadRole(name, { ...args, ...change }).roleArn);
  }

  it("makes a role within the boundary, with the least that the workload needs, as its children", async () => {
    assert.equal(await create(), "arn-of-plinth-velero");
    assert.deepEqual(registered.names(), [
      `${ASSOCIATION} plinth-velero`,
      `${ROLE} plinth-velero`,
      `${POLICY} plinth-velero`,
      "plinth:eks:WorkloadRole plinth-velero",
    ]);
    const { inputs } = registered.get(ROLE, "plinth-velero");
    assert.equal(inputs["name"], "plinth-eu-central-1-velero");
    assert.equal(inputs["permissionsBoundary"], "boundary");
    const policy = registered.get(POLICY, "plinth-velero").inputs;
    assert.equal(policy["role"], "plinth-eu-central-1-velero");
    assert.deepEqual(
      JSON.parse(policy["policy"] as string),
      policyDocument(...workloads.velero.statements(scope)),
    );
    const children = registered.all().filter(({ type }) => type.startsWith("aws:"));
    assert.ok(children.every(({ parent }) => parent.endsWith("WorkloadRole::plinth-velero")));
  });

  it("with Pod Identity hands the role to the service account by an association", async () => {
    await create();
    assert.deepEqual(JSON.parse(trust() as string), podIdentityTrust(scope));
    assert.deepEqual(registered.get(ASSOCIATION, "plinth-velero").inputs, {
      clusterName: "plinth",
      namespace: "velero",
      serviceAccount: "velero-server",
      roleArn: "arn-of-plinth-velero",
    });
  });

  it("with IRSA trusts the cluster's provider for the service account alone", async () => {
    await create({ mode: "irsa" });
    assert.deepEqual(trust(), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: "provider" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              "issuer/id/1:aud": "sts.amazonaws.com",
              "issuer/id/1:sub": "system:serviceaccount:velero:velero-server",
            },
          },
        },
      ],
    });
  });

  it("never gives a service account its role in both ways, whichever workload it is", async () => {
    for (const id of workloadIds)
      for (const mode of ["podIdentity", "irsa"] as const) {
        await create({ workload: workloads[id], mode }, id);
        const associations = registered.all().filter(({ type }) => type === ASSOCIATION);
        const text = JSON.stringify(registered.get(ROLE, id).inputs["assumeRolePolicy"]);
        const ways = {
          associated: associations.length,
          web: text.includes("WebIdentity"),
          pods: text.includes("pods.eks"),
        };
        const expected =
          mode === "irsa"
            ? { associated: 0, web: true, pods: false }
            : { associated: 1, web: false, pods: true };
        assert.deepEqual(ways, expected, `${id} ${mode}`);
      }
  });

  it("refuses IRSA without a provider", async () => {
    const { workload, clusterName, boundaryArn } = args;
    await registered.start({ stack: "prod", preview: false });
    assert.throws(
      () => new WorkloadRole("plinth-velero", { scope, workload, mode: "irsa", clusterName, boundaryArn }),
      /velero has the mode irsa and no OIDC provider/,
    );
  });
});
