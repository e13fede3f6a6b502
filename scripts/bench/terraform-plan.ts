/** The same resources as a Terraform plan, for a comparison with tools that read those. */

/** A resource of the JSON document of `plinth preview`. */
export interface PreviewedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Terraform's names of the kinds in `many-resources` that Terraform has. */
const terraformTypes: Readonly<Record<string, string>> = {
  "aws:cloudwatch/logGroup:LogGroup": "aws_cloudwatch_log_group",
  "aws:ebs/volume:Volume": "aws_ebs_volume",
  "aws:ec2/launchTemplate:LaunchTemplate": "aws_launch_template",
  "aws:ec2/securityGroup:SecurityGroup": "aws_security_group",
  "aws:ecr/repository:Repository": "aws_ecr_repository",
  "aws:eks/nodeGroup:NodeGroup": "aws_eks_node_group",
  "aws:iam/role:Role": "aws_iam_role",
  "aws:iam/rolePolicy:RolePolicy": "aws_iam_role_policy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "aws_iam_role_policy_attachment",
  "aws:kms/key:Key": "aws_kms_key",
  "aws:rds/instance:Instance": "aws_db_instance",
  "aws:s3/bucket:Bucket": "aws_s3_bucket",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": "aws_s3_bucket_ownership_controls",
  "aws:s3/bucketPolicy:BucketPolicy": "aws_s3_bucket_policy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "aws_s3_bucket_public_access_block",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    "aws_s3_bucket_server_side_encryption_configuration",
  "aws:s3/bucketVersioning:BucketVersioning": "aws_s3_bucket_versioning",
  "kubernetes:apps/v1:Deployment": "kubernetes_deployment_v1",
  "kubernetes:core/v1:Namespace": "kubernetes_namespace_v1",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy": "kubernetes_network_policy_v1",
};

/** Properties that are maps with keys of the user's, which stay as they are. */
const userMaps = new Set(["tags", "labels", "annotations", "match_labels"]);

/** A plan in the JSON form of `terraform show -json`, format version 1.2. */
export function terraformPlan(resources: readonly PreviewedResource[]): unknown {
  const planned = resources.flatMap(({ type, name, inputs }) => {
    const terraformType = terraformTypes[type];
    if (terraformType === undefined) return [];
    const address = `${terraformType}.${name}`;
    const provider = `hashicorp/${terraformType.split("_")[0]}`;
    return [
      {
        address,
        mode: "managed",
        type: terraformType,
        name,
        provider_name: provider,
        values: snakeCase(inputs),
      },
    ];
  });
  return {
    format_version: "1.2",
    terraform_version: "1.9.8",
    planned_values: { root_module: { resources: planned.map((each) => ({ ...each, schema_version: 0 })) } },
    resource_changes: planned.map(({ values, ...each }) => ({
      ...each,
      change: { actions: ["create"], before: null, after: values, after_unknown: {} },
    })),
    configuration: { root_module: { resources: planned.map(({ values: _, ...each }) => each) } },
  };
}

/** Terraform writes a block as a list of one. */
function snakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCase);
  if (typeof value !== "object" || value === null) return value === "[unknown]" ? null : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, below]) => {
      const name = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const isBlock = typeof below === "object" && below !== null && !Array.isArray(below);
      if (userMaps.has(name)) return [name, below];
      return [name, isBlock ? [snakeCase(below)] : snakeCase(below)];
    }),
  );
}
