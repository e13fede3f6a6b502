/** Types without a price of their own: free ones, and those whose cost depends on use alone. */

/** Modules of AWS all of whose resources are free. */
const freeModules = [
  "iam",
  "vpc",
  "resourcegroups",
  "autoscalingplans",
  "applicationautoscaling",
  "appautoscaling",
];

/** What is free of EC2, a star standing for the rest of a name. */
function ec2Free(): RegExp {
  const names =
    "vpc vpcDhcp* vpcEndpointPolicy vpcEndpointRouteTableAssociation vpcEndpointSecurityGroupAssociation " +
    "vpcIpv4* vpcIpv6* vpcPeering* subnet subnetCidrReservation route routeTable routeTableAssociation " +
    "internetGateway internetGatewayAttachment egressOnlyInternetGateway securityGroup securityGroupRule " +
    "securityGroupAssociation networkAcl* launchTemplate keyPair default* mainRouteTableAssociation " +
    "managedPrefixList* placementGroup tag eipAssociation volumeAttachment networkInterface* ebsEncryptionByDefault";
  return new RegExp(`^(?:${names.replaceAll("*", "\\w*").split(" ").join("|")})$`);
}

/** Types that are free, by module. */
const freeTypes: Readonly<Record<string, RegExp>> = {
  acm: /^(?:certificateValidation)$/,
  autoscaling: /^(?!group$)/,
  budgets: /^budget$/,
  cloudwatch: /^(?:eventRule|eventTarget|logResourcePolicy|logSubscriptionFilter|eventPermission)$/,
  ec2: ec2Free(),
  ecr: /^(?!repository$)/,
  eks: /^(?:addon|access|podIdentity|identityProvider)/,
  elasticache: /^(?:subnetGroup|parameterGroup|user)/,
  kms: /^(?:alias|keyPolicy|grant)$/,
  lb: /^(?!loadBalancer$)/,
  alb: /^(?!loadBalancer$)/,
  rds: /^(?:subnetGroup|parameterGroup|optionGroup|clusterParameterGroup)$/,
  route53: /^record$/,
  s3: /^(?!bucket$|bucketV2$|bucketObject|object)/,
  secretsmanager: /^(?!secret$)/,
  sns: /^(?:topicPolicy|topicSubscription)$/,
  sqs: /^(?:queuePolicy|redrivePolicy|redriveAllowPolicy)$/,
};

/** Types that are charged by use, and what of them. */
const usageTypes: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "what is stored and how often it is read",
  "aws:s3/bucketV2:BucketV2": "what is stored and how often it is read",
  "aws:ecr/repository:Repository": "the images that are stored",
  "aws:cloudwatch/logGroup:LogGroup": "the logs that are taken in and kept",
  "aws:ec2/flowLog:FlowLog": "the logs that are written",
  "aws:efs/fileSystem:FileSystem": "what is stored",
  "aws:sqs/queue:Queue": "the messages",
  "aws:sns/topic:Topic": "the messages",
  "aws:lambda/function:Function": "the calls and their time",
  "aws:dynamodb/table:Table": "what is stored, read and written",
};

/** Whether a resource of this type is free. */
export function isFree(type: string): boolean {
  const [provider, path = ""] = type.split(":");
  const [module = "", name = ""] = path.split("/");
  return provider === "aws" && (freeModules.includes(module) || freeTypes[module]?.test(name) === true);
}

/** What a type is charged for by use; `undefined` where it is not known to be. */
export function usageOf(type: string): string | undefined {
  return usageTypes[type];
}
