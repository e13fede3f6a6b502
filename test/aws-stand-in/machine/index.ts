/** Everything around a Pulumi engine that has to do without AWS. */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { AwsStandIn } from "../server";
import { AwsApi } from "./aws-api";
import { writeAwsCli } from "./aws-cli";
import { makeCertificates } from "./certificates";
import { startKubernetesProvider } from "./kubernetes";
import { AwsProxy } from "./proxy";

/** Regions that programs under test may use. */
const regions = ["eu-central-1", "eu-west-1", "us-east-1"] as const;

/** A stand-in for AWS, a proxy and an `aws` program, and the variables that lead an engine to them. */
export class AwsMachine {
  private constructor(
    private readonly folder: string,
    readonly standIn: AwsStandIn,
    readonly proxy: AwsProxy,
    readonly api: AwsApi,
    /** Environment of the Pulumi CLI. */
    readonly environment: Readonly<Record<string, string>>,
    private readonly stopKubernetes: () => void,
  ) {}

  /**
   * Starts all of it.
   *
   * @param cli path of the Pulumi CLI.
   * @param kubernetes `real` where the program has resources of Kubernetes and the machine has its provider.
   * @throws Error where there is no openssl.
   */
  static async start(cli: string, kubernetes: "attached" | "real" = "attached"): Promise<AwsMachine> {
    const folder = mkdtempSync(join(tmpdir(), "plinth-aws-"));
    const programs = join(folder, "bin");
    mkdirSync(programs);
    writeAwsCli(programs);
    const hosts = regions.map((region) => `oidc.eks.${region}.amazonaws.com`);
    const certificates = await makeCertificates(folder, hosts);
    const proxy = new AwsProxy(certificates);
    const url = await proxy.start();
    const standIn = new AwsStandIn();
    const port = await standIn.start();
    const api = new AwsApi(standIn.aws);
    const endpoint = await api.start();
    const attached = await startKubernetesProvider();
    const providers = [`aws:${port}`, ...(kubernetes === "real" ? [] : [`kubernetes:${attached.port}`])];
    const aside = "127.0.0.1,localhost";
    const environment = {
      PATH: [programs, dirname(cli), process.env["PATH"] ?? ""].join(delimiter),
      PULUMI_DEBUG_PROVIDERS: providers.join(","),
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      AWS_REGION: regions[0],
      NODE_EXTRA_CA_CERTS: certificates.authorityFile,
      // In capitals: gRPC reads the other spelling, and would go through the proxy to its own plugins.
      ...{ HTTPS_PROXY: url, NO_PROXY: aside, no_proxy: aside },
      AWS_ENDPOINT_URL: endpoint,
      ...{ AWS_ACCESS_KEY_ID: "stand-in", AWS_SECRET_ACCESS_KEY: "stand-in" },
      // An AWS account of the machine is nobody's business here.
      ...{ AWS_PROFILE: "", AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" },
    };
    return new AwsMachine(folder, standIn, proxy, api, environment, attached.stop);
  }

  stop(): void {
    this.standIn.stop();
    this.stopKubernetes();
    this.api.stop();
    this.proxy.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
