import assert from "node:assert/strict";
import { Provider } from "@pulumi/aws/provider";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import * as pulumi from "@pulumi/pulumi";
import { PrivateCluster, withEncryption, withZonalShift } from "../../../components/eks/cluster";
import type { PrivateClusterArgs } from "../../../components/eks/cluster";
import { scope, tags } from "../../helpers/eks-scope";
import { Registrations, valueOf } from "../../helpers/registrations";
import type { RegistrationsOptions } from "../../helpers/registrations";

const CLUSTER = "eks:index:Cluster";
const OIDC = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const ISSUER = "oidc.eks.eu-central-1.amazonaws.com/id/ABC";

/** What `eks.Cluster` gives back once its cluster runs. */
const running: NonNullable<RegistrationsOptions["outputs"]> = (type) => {
  if (type === OIDC) return { arn: "arn:oidc" };
  if (type !== CLUSTER) return {};
  const eksCluster = {
    name: "plinth",
    endpoint: "https://api.example",
    certificateAuthority: { data: "Q0E=" },
    identities: [{ oidcs: [{ issuer: `https://${ISSUER}` }] }],
  };
  return { eksCluster };
};

describe("components/eks/cluster", () => {
  const registered = new Registrations();

  async function create(
    change: Partial<PrivateClusterArgs> = {},
    outputs: RegistrationsOptions["outputs"] = running,
  ): Promise<PrivateCluster> {
    await registered.start({ stack: "prod", preview: false, outputs });
    const provider = new Provider("eu", { region: "eu-central-1" });
    const cluster = new PrivateCluster(
      "plinth",
      {
        scope,
        version: "1.36",
        endpoint: { public: false, publicCidrs: [] },
        serviceCidr: "172.20.0.0/16",
        admins: ["arn:aws:iam::123456789012:role/admin"],
        vpcId: "vpc-1",
        subnetIds: ["subnet-a", "subnet-b"],
        controlPlaneSecurityGroup: new SecurityGroup("control-plane", {}),
        secretsKeyArn: "arn:secrets",
        logsKeyArn: "arn:logs",
        boundaryArn: "arn:boundary",
        tags,
        ...change,
      },
      { providers: [provider] },
    );
    await registered.settled();
    return cluster;
  }

  const cluster = () => registered.get(CLUSTER, "plinth-eks");

  it("is private, encrypted, logged, protected and of the version that is given", async () => {
    await create();
    const { serviceRole, clusterSecurityGroup, kubeProxyAddonOptions, corednsAddonOptions, ...inputs } =
      cluster().inputs;
    assert.ok(serviceRole !== undefined && clusterSecurityGroup !== undefined);
    for (const addon of [kubeProxyAddonOptions, corednsAddonOptions]) {
      assert.equal((addon as { enabled?: unknown }).enabled, false);
    }
    assert.deepEqual(inputs, {
      name: "plinth",
      version: "1.36",
      upgradePolicy: { supportType: "STANDARD" },
      deletionProtection: true,
      vpcId: "vpc-1",
      subnetIds: ["subnet-a", "subnet-b"],
      skipDefaultSecurityGroups: true,
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
      kubernetesServiceIpAddressRange: "172.20.0.0/16",
      encryptionConfigKeyArn: "arn:secrets",
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      authenticationMode: "API",
      createOidcProvider: false,
      createInstanceRole: false,
      skipDefaultNodeGroup: true,
      clusterTags: { Name: "plinth" },
      bootstrapSelfManagedAddons: false,
      useDefaultVpcCni: true,
      tags,
    });
  });

  it("is reached from outside by the given blocks alone", async () => {
    await create({ endpoint: { public: true, publicCidrs: ["203.0.113.0/24"] } });
    assert.equal(cluster().inputs["endpointPublicAccess"], true);
    assert.deepEqual(cluster().inputs["publicAccessCidrs"], ["203.0.113.0/24"]);
  });

  for (const endpoint of [
    { public: true, publicCidrs: [] },
    { public: false, publicCidrs: ["203.0.113.0/24"] },
  ]) {
    it(`stays private with ${JSON.stringify(endpoint)}`, async () => {
      await create({ endpoint });
      assert.equal(cluster().inputs["endpointPublicAccess"], false);
      assert.equal("publicAccessCidrs" in cluster().inputs, false);
    });
  }

  it("can leave a zone that fails, which is set on EKS's own cluster alone", async () => {
    await create();
    const shifted = (type: string) =>
      withZonalShift({ type, name: "one", custom: true, props: { name: "plinth" }, opts: {} });
    assert.deepEqual(await shifted("aws:eks/cluster:Cluster"), {
      props: { name: "plinth", zonalShiftConfig: { enabled: true } },
      opts: {},
    });
    assert.equal(await shifted(CLUSTER), undefined);
  });

  it("says of EKS's own cluster that its secrets are encrypted, whether the key is there or not", async () => {
    const encrypted = (type: string) =>
      withEncryption("arn:key")({ type, name: "one", custom: true, props: { name: "plinth" }, opts: {} });
    assert.deepEqual(await encrypted("aws:eks/cluster:Cluster"), {
      props: {
        name: "plinth",
        encryptionConfig: { provider: { keyArn: "arn:key" }, resources: ["secrets"] },
      },
      opts: {},
    });
    assert.equal(await encrypted("aws:eks/addon:Addon"), undefined);
  });

  it("can be deleted where the stack says so", async () => {
    await create({ scope: { ...scope, deletionProtection: false } });
    assert.equal(cluster().inputs["deletionProtection"], false);
  });

  it("hands its provider on to what eks.Cluster makes", async () => {
    await create();
    assert.match(cluster().providers["aws"] ?? "", /pulumi:providers:aws::eu::/);
  });

  it("finds its log group there, under a key and for a year", async () => {
    await create();
    const { inputs } = registered.get("aws:cloudwatch/logGroup:LogGroup", "plinth-cluster");
    assert.deepEqual(inputs, {
      name: "/aws/eks/plinth/cluster",
      kmsKeyId: "arn:logs",
      retentionInDays: 365,
    });
    assert.ok(cluster().dependencies.some((urn) => urn.includes("LogGroup::plinth-cluster")));
    await create({ logRetentionDays: 30 });
    const shorter = registered.get("aws:cloudwatch/logGroup:LogGroup", "plinth-cluster").inputs;
    assert.equal(shorter["retentionInDays"], 30);
  });

  it("runs with a role of ours, whose rights are there first", async () => {
    await create();
    const { inputs } = registered.get("aws:iam/role:Role", "plinth-cluster");
    assert.equal(inputs["name"], "plinth-eu-central-1-cluster");
    assert.equal(inputs["permissionsBoundary"], "arn:boundary");
    const policies = registered.all().filter(({ type }) => /aws:iam.*Policy/.test(type));
    assert.deepEqual(policies.map(({ inputs }) => inputs["policyArn"] ?? inputs["name"]).toSorted(), [
      "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
      "secrets",
    ]);
    for (const { name } of policies) {
      assert.ok(
        cluster().dependencies.some((urn) => urn.endsWith(`::${name}`)),
        name,
      );
    }
  });

  it("lets that role use the key of secrets alone", async () => {
    await create();
    const { inputs } = registered.get("aws:iam/rolePolicy:RolePolicy", "plinth-cluster-secrets");
    assert.deepEqual(JSON.parse(String(inputs["policy"])), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "EnvelopeEncryption",
          Effect: "Allow",
          Action: ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey", "kms:ListGrants"],
          Resource: "arn:aws:kms:eu-central-1:123456789012:key/*",
          Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/plinth-cluster" } },
        },
      ],
    });
  });

  it("is trusted by IAM through its issuer, without a thumbprint", async () => {
    const { oidc } = await create();
    assert.deepEqual(registered.get(OIDC, "plinth-oidc").inputs, {
      url: `https://${ISSUER}`,
      clientIdLists: ["sts.amazonaws.com"],
    });
    assert.deepEqual(await valueOf(pulumi.output(oidc)), { providerArn: "arn:oidc", issuer: ISSUER });
  });

  it("says where EKS gives no issuer", async () => {
    const without: RegistrationsOptions["outputs"] = (type) =>
      type === CLUSTER
        ? { eksCluster: { name: "plinth", endpoint: "", certificateAuthority: {}, identities: [] } }
        : {};
    const made = await create({}, without).catch((error: unknown) => error);
    const failure =
      made instanceof PrivateCluster
        ? await valueOf(made.oidc.issuer).catch((error: unknown) => error)
        : made;
    assert.match(String(failure), /no OIDC issuer/);
  });

  it("lets its administrators in", async () => {
    await create();
    const { inputs } = registered.get("aws:eks/accessEntry:AccessEntry", "plinth-admin-123456789012-admin");
    assert.equal(inputs["clusterName"], "plinth");
  });

  it("gives a kubeconfig that is a secret and holds none", async () => {
    const { kubeconfig, endpoint, certificateAuthority, clusterName } = await create();
    assert.equal(await pulumi.isSecret(kubeconfig), true);
    const text = await valueOf(kubeconfig);
    assert.match(text, /"command":"aws"/);
    assert.match(text, /"server":"https:\/\/api\.example"/);
    assert.equal(await valueOf(clusterName), "plinth");
    assert.equal(await valueOf(endpoint), "https://api.example");
    assert.equal(await valueOf(certificateAuthority), "Q0E=");
  });

  it("makes two clusters of different names in one program", async () => {
    await registered.start({ stack: "prod", preview: true, outputs: running });
    for (const name of ["one", "two"]) {
      new PrivateCluster(name, {
        scope: { ...scope, name },
        version: "1.36",
        endpoint: { public: false, publicCidrs: [] },
        serviceCidr: "172.20.0.0/16",
        admins: [],
        vpcId: "vpc-1",
        subnetIds: [],
        controlPlaneSecurityGroup: new SecurityGroup(`${name}-control-plane`, {}),
        secretsKeyArn: "arn:secrets",
        logsKeyArn: "arn:logs",
        boundaryArn: "arn:boundary",
        tags,
      });
    }
    await registered.settled();
    const names = registered.names();
    assert.equal(new Set(names).size, names.length);
  });
});
