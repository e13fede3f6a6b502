import { gzipSync } from "node:zlib";
import { rule } from "../../../../policypack/rules/ec2/no-secrets-in-user-data";
import type { ResourceExamples } from "../../examples";

const instance = "aws:ec2/instance:Instance";
const keyId = ["AKIA", "IOSFODNN7EXAMPLE"].join("");

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function ofInstance(userData: string): { type: string; inputs: { userData: string } } {
  return { type: instance, inputs: { userData: `#!/bin/bash\n${userData}\n` } };
}

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  compliant: { userData: base64("#!/bin/bash\nsystemctl start kubelet\n") },
  alsoCompliant: {
    "no user data": { inputs: {} },
    "a password that is looked up": ofInstance("export DB_PASSWORD=$(aws ssm get-parameter --name db)"),
    "a password that is quoted and looked up": ofInstance('export DB_PASSWORD="${password}"'),
    "a password from a file, of which only the name is told": ofInstance("PASSWORD_FILE=/run/password"),
    "a token for the metadata service": ofInstance(
      'TOKEN=`curl -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 60" http://169.254.169.254/latest/api/token`',
    ),
    "an empty password": ofInstance('password=""\n'),
    "a URL with a port": ofInstance("curl https://registry.example:5000/v2/ -u user@example"),
    "a URL whose password is looked up": ofInstance("psql postgres://user:$PASSWORD@db"),
    "a public key": ofInstance("-----BEGIN PUBLIC KEY-----"),
    "what is compressed": {
      type: instance,
      inputs: { userDataBase64: gzipSync("#!/bin/bash\nexit 0\n").toString("base64") },
    },
    "bytes that begin as what is compressed does": {
      type: instance,
      inputs: { userDataBase64: Buffer.from([0x1f, 0x20, 0x30]).toString("base64") },
    },
    "bytes that go on as what is compressed does": {
      type: instance,
      inputs: { userDataBase64: Buffer.from([0x20, 0x8b, 0x30]).toString("base64") },
    },
    "what sounds like a key id": ofInstance("echo AKIA is a prefix, XAKIAIOSFODNN7EXAMPLE is no key id"),
  },
  violations: {
    "a password in base64": (inputs) => {
      inputs.userData = base64("DB_PASSWORD=hunter2");
    },
    "an access key": (inputs) => {
      inputs.userData = base64(`export AWS_ACCESS_KEY_ID=${keyId}`);
    },
  },
  alsoViolating: {
    "a password": ofInstance("DB_PASSWORD=hunter2"),
    "a password in YAML": ofInstance("  password: hunter2"),
    "a password in JSON": ofInstance('{ "password" : "hunter2" }'),
    "a passwd": ofInstance("passwd=hunter2"),
    "a secret": ofInstance("client_secret='hunter2'"),
    "a token": ofInstance("curl --token=abc"),
    "a key for an API": ofInstance("OPENAI_API_KEY=sk-abc"),
    "a key for an API, in one word": ofInstance("apikey: abc"),
    "the secret half of an access key": ofInstance("aws_secret_access_key = wJalr"),
    "an access key in one word": ofInstance("accessKey: wJalr"),
    "the key id of a role's session": ofInstance(`echo ${keyId.replace("AKIA", "ASIA")}`),
    "a key id alone": ofInstance(`echo ${keyId}`),
    "a private key": ofInstance("-----BEGIN RSA PRIVATE KEY-----"),
    "a private key of no named kind": ofInstance("-----BEGIN PRIVATE KEY-----"),
    "a password in a URL": ofInstance("psql postgres://user:hunter2@db"),
    "a password that is compressed": {
      type: instance,
      inputs: { userDataBase64: gzipSync("DB_PASSWORD=hunter2").toString("base64") },
    },
    "a launch configuration": {
      type: "aws:ec2/launchConfiguration:LaunchConfiguration",
      inputs: { userData: "password=hunter2" },
    },
    "a component of @pulumi/eks": {
      type: "eks:index:NodeGroupV2",
      inputs: { nodeUserData: "password=hunter2" },
    },
    "a component that overrides all": {
      type: "eks:index:NodeGroup",
      inputs: { nodeUserDataOverride: "password=hunter2" },
    },
    "a component of managed nodes": {
      type: "eks:index:ManagedNodeGroup",
      inputs: { userData: "password=hunter2" },
    },
    "a cluster's nodes": { type: "eks:index:Cluster", inputs: { nodeUserData: "password=hunter2" } },
  },
  undecided: {
    "what is larger than any user data when it is unpacked": {
      type: instance,
      inputs: { userDataBase64: gzipSync(Buffer.alloc(17 * 1024 * 1024)).toString("base64") },
    },
    "what cannot be unpacked": {
      type: instance,
      inputs: { userDataBase64: Buffer.from([0x1f, 0x8b, 0, 0]).toString("base64") },
    },
  },
  notApplicable: "aws:eks/nodeGroup:NodeGroup",
};
