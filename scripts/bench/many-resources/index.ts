/** A network, and twenty-one resources for each unit, which no mandatory rule denies; `many-resources:units` says how many units. */

import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ebs from "@pulumi/aws/ebs";
import * as ec2 from "@pulumi/aws/ec2";
import * as ecr from "@pulumi/aws/ecr";
import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import * as kms from "@pulumi/aws/kms";
import * as rds from "@pulumi/aws/rds";
import * as s3 from "@pulumi/aws/s3";
import * as apps from "@pulumi/kubernetes/apps/v1";
import * as networking from "@pulumi/kubernetes/networking/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";

const tags = { ManagedBy: "pulumi", Repository: "example/platform" };

const key = new kms.Key("network", { enableKeyRotation: true, tags });
const vpc = new ec2.Vpc("platform", { cidrBlock: "10.0.0.0/16", tags });
new ec2.DefaultSecurityGroup("platform", { vpcId: vpc.id, tags });
const flows = new cloudwatch.LogGroup("flows", { kmsKeyId: key.arn, retentionInDays: 90, tags });
new ec2.FlowLog("platform", { vpcId: vpc.id, trafficType: "ALL", logDestination: flows.arn, tags });
const subnet = new ec2.Subnet("nodes", {
  vpcId: vpc.id,
  cidrBlock: "10.0.0.0/20",
  mapPublicIpOnLaunch: false,
  tags,
});

class Unit extends pulumi.ComponentResource {
  constructor(name: string) {
    super("bench:index:Unit", name);
    const parent = { parent: this };
    const key = new kms.Key(name, { enableKeyRotation: true, tags }, parent);
    this.storage(name, key, parent);
    const role = this.identity(name, parent);
    this.nodes(name, key, role, parent);
    this.disk(name, key, parent);
    this.state(name, key, parent);
    this.workload(name, parent);
    this.registerOutputs();
  }

  /** Six resources. */
  private storage(name: string, key: kms.Key, parent: pulumi.ResourceOptions): void {
    const bucket = new s3.Bucket(name, { tags }, parent);
    new s3.BucketPublicAccessBlock(
      name,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      parent,
    );
    new s3.BucketServerSideEncryptionConfiguration(
      name,
      {
        bucket: bucket.id,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
            bucketKeyEnabled: true,
          },
        ],
      },
      parent,
    );
    new s3.BucketVersioning(
      name,
      { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
      parent,
    );
    new s3.BucketOwnershipControls(
      name,
      { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
      parent,
    );
    const insecure = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [insecure] });
    new s3.BucketPolicy(name, { bucket: bucket.id, policy }, parent);
  }

  /** Three resources. */
  private identity(name: string, parent: pulumi.ResourceOptions): iam.Role {
    const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
    const role = new iam.Role(
      name,
      { assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }), tags },
      parent,
    );
    const read = { Effect: "Allow", Action: ["s3:GetObject"], Resource: `arn:aws:s3:::${name}/*` };
    new iam.RolePolicy(
      name,
      { role: role.id, policy: JSON.stringify({ Version: "2012-10-17", Statement: [read] }) },
      parent,
    );
    const policyArn = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy";
    new iam.RolePolicyAttachment(name, { role: role.name, policyArn }, parent);
    return role;
  }

  /** Three resources. */
  private nodes(name: string, key: kms.Key, role: iam.Role, parent: pulumi.ResourceOptions): void {
    const group = new ec2.SecurityGroup(
      name,
      {
        description: "Nodes",
        vpcId: vpc.id,
        egress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/8"] }],
        tags,
      },
      parent,
    );
    const template = this.template(name, key, group, parent);
    new eks.NodeGroup(
      name,
      {
        clusterName: "platform",
        nodeRoleArn: role.arn,
        subnetIds: [subnet.id],
        capacityType: "SPOT",
        instanceTypes: ["m7i.xlarge", "m6i.xlarge", "m7a.xlarge"],
        scalingConfig: { minSize: 0, desiredSize: 0, maxSize: 10 },
        taints: [{ key: "spot", value: "true", effect: "NO_SCHEDULE" }],
        launchTemplate: { id: template.id, version: template.latestVersion.apply((version) => `${version}`) },
        tags,
      },
      parent,
    );
  }

  private template(
    name: string,
    key: kms.Key,
    group: ec2.SecurityGroup,
    parent: pulumi.ResourceOptions,
  ): ec2.LaunchTemplate {
    const disk = {
      encrypted: "true",
      kmsKeyId: key.arn,
      volumeType: "gp3",
      iops: 3000,
      throughput: 125,
      volumeSize: 100,
    };
    return new ec2.LaunchTemplate(
      name,
      {
        metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1, httpEndpoint: "enabled" },
        blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: disk }],
        networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: [group.id] }],
        tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
        tags,
      },
      parent,
    );
  }

  /** One resource. */
  private disk(name: string, key: kms.Key, parent: pulumi.ResourceOptions): void {
    new ebs.Volume(
      name,
      {
        availabilityZone: "us-east-1a",
        size: 20,
        type: "gp3",
        iops: 3000,
        throughput: 125,
        encrypted: true,
        kmsKeyId: key.arn,
        tags,
      },
      parent,
    );
  }

  /** Three resources. */
  private state(name: string, key: kms.Key, parent: pulumi.ResourceOptions): void {
    new cloudwatch.LogGroup(name, { kmsKeyId: key.arn, retentionInDays: 90, tags }, parent);
    new ecr.Repository(
      name,
      {
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key.arn }],
        tags,
      },
      parent,
    );
    new rds.Instance(
      name,
      {
        instanceClass: "db.m7g.large",
        engine: "postgres",
        allocatedStorage: 20,
        storageEncrypted: true,
        kmsKeyId: key.arn,
        publiclyAccessible: false,
        deletionProtection: true,
        backupRetentionPeriod: 7,
        iamDatabaseAuthenticationEnabled: true,
        manageMasterUserPassword: true,
        username: "plinth",
        tags,
      },
      parent,
    );
  }

  /** Three resources; with the component and the key they are twenty-one. */
  private workload(name: string, parent: pulumi.ResourceOptions): void {
    const labels = { app: name };
    const metadata = { namespace: name, labels };
    new core.Namespace(name, { metadata: { name } }, parent);
    new networking.NetworkPolicy(
      name,
      { metadata, spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } },
      parent,
    );
    const probe = { httpGet: { path: "/healthz", port: 8000 } };
    const resources = { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "1", memory: "128Mi" } };
    const securityContext = {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    };
    const container = {
      name: "main",
      image: "registry.k8s.io/pause:3.10.1",
      livenessProbe: probe,
      readinessProbe: probe,
      resources,
      securityContext,
    };
    const pod = {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
      containers: [container],
    };
    new apps.Deployment(
      name,
      {
        metadata,
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
      },
      parent,
    );
  }
}

const units = new pulumi.Config().requireNumber("units");
for (let i = 0; i < units; i++) new Unit(`unit-${i}`);
