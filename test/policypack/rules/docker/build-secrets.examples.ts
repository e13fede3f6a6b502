import { rule } from "../../../../policypack/rules/docker/build-secrets";
import type { ResourceExamples } from "../../examples";

const harmless = {
  TOKENIZER: "bpe",
  AUTHOR: "search",
  KEYBOARD: "us",
  PWDX: "1",
  BASE_IMAGE: "node:24.21.0",
  GITHUB_TOKEN_FILE: "/run/secrets/token",
  SECRET_PATH: "kv/app",
  SECRETS_DIR: "/run/secrets",
  SECRET_NAME: "app",
  "aws-access-key-id": "AKIAIOSFODNN7EXAMPLE",
  tokenUrl: "https://id.example.com",
};

function pulled(buildArgs: Record<string, string>): { type: string; inputs: Record<string, unknown> } {
  return { type: "docker:index/remoteImage:RemoteImage", inputs: { build: { context: ".", buildArgs } } };
}

const secrets = [
  "PASSWORD",
  "DB_PASSWD",
  "DBPASSWORD",
  "KEY_PASSPHRASE",
  "CLIENT_SECRET",
  "CREDENTIALS_JSON",
  "NPM_TOKEN",
  "NPM_AUTHTOKEN",
  "TOKENS",
  "TOKEN_VALUE",
  "DB_PWD",
  "db-pwd",
  "PWD_DB",
  "API_KEY",
  "APIKEY",
  "api-key",
  "apiKey",
  "s3Secret",
  "SECRET_ACCESS_KEY",
  "ACCESS_KEY",
  "PRIVATE_KEY",
  "SIGNING_KEY",
  "ENCRYPTION_KEY",
  "SSH_KEY",
  "SSH_KEY_PEM",
  "FILE_TOKEN",
  "TOKEN_FILE_PASSWORD",
];

export const examples: ResourceExamples = {
  rule,
  type: "docker:index/image:Image",
  compliant: { imageName: "app:1.4.2", build: { context: ".", args: { NODE_ENV: "production" } } },
  alsoCompliant: {
    "names that only look like secrets": { inputs: { build: { args: harmless } } },
    "a secret of which only the name is given": { inputs: { build: { args: { NPM_TOKEN: "" } } } },
    "the engine's builder": pulled({ NODE_ENV: "production" }),
  },
  violations: {
    "a token": (inputs) => {
      inputs.build.args.NPM_TOKEN = "npm_0123456789abcdefghij";
    },
  },
  alsoViolating: {
    "the engine's builder": pulled({ NPM_TOKEN: "npm_0123456789abcdefghij" }),
    ...Object.fromEntries(
      secrets.map((name) => [name, { inputs: { build: { args: { [name]: "hunter2" } } } }]),
    ),
  },
  notApplicable: "docker:index/container:Container",
};
