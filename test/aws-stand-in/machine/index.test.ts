import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:tls";
import type { PeerCertificate } from "node:tls";
import { execute } from "../../helpers/stack";
import { skipBecause } from "../../helpers/skip";
import { AwsMachine } from ".";
import { LEFT_VOLUME } from "./aws-api";

describe("test/aws-stand-in/machine", () => {
  let machine: AwsMachine | undefined;

  before(async function () {
    const openssl = await execute("openssl", ["version"]).catch(() => undefined);
    if (openssl?.code !== 0) skipBecause(this, "there is no openssl, which makes the certificates");
    machine = await AwsMachine.start("/nowhere/pulumi");
  });
  after(() => machine?.stop());

  /** The certificate of a host, as one sees it through the proxy. */
  function certificateOf(host: string): Promise<PeerCertificate> {
    assert.ok(machine);
    const { HTTPS_PROXY = "", NODE_EXTRA_CA_CERTS = "" } = machine.environment;
    const ca = readFileSync(NODE_EXTRA_CA_CERTS);
    return new Promise((resolve, reject) => {
      const tunnel = request(HTTPS_PROXY, { method: "CONNECT", path: `${host}:443` });
      tunnel.on("connect", (response, socket) => {
        if (response.statusCode !== 200) return reject(new Error(String(response.statusCode)));
        const secure = connect({ socket, servername: host, ca }, () => {
          resolve(secure.getPeerCertificate(true));
          secure.destroy();
        });
        secure.on("error", reject);
      });
      tunnel.on("error", reject);
      tunnel.end();
    });
  }

  it("answers in place of a region's issuer of identities, with a certificate of its own authority", async () => {
    const certificate = await certificateOf("oidc.eks.eu-west-1.amazonaws.com");
    assert.equal(certificate.subject.CN, "Stand-in for AWS");
    assert.equal(certificate.issuer.CN, "Stand-in authority");
  });

  it("lets nobody out, and tells who wanted to", async () => {
    await assert.rejects(certificateOf("sts.eu-central-1.amazonaws.com"), /502/);
    assert.deepEqual(machine?.proxy.refused, ["sts.eu-central-1.amazonaws.com:443"]);
  });

  it("answers the drain: networks of the stand-in, volumes that were left behind, and nothing else", async () => {
    const { api, standIn, environment } = machine ?? assert.fail();
    const ask = async (call: Record<string, string>): Promise<string> => {
      const body = new URLSearchParams(call);
      return (await fetch(environment["AWS_ENDPOINT_URL"] ?? "", { method: "POST", body })).text();
    };
    const resource = {
      type: "aws:ec2/vpc:Vpc",
      id: "vpc-1",
      urn: "",
      name: "net",
      region: "eu-west-1",
      inputs: {},
    };
    standIn.aws.store.put({ ...resource, outputs: { ownerId: "123456789012" } });
    assert.match(await ask({ Action: "DescribeVpcs", "VpcId.1": "vpc-1" }), /<ownerId>123456789012</);
    assert.match(await ask({ Action: "DescribeVpcs", "VpcId.1": "vpc-2" }), /<vpcSet><\/vpcSet>/);
    api.volumes.push({ id: "vol-1", cluster: "prod" });
    assert.match(await ask({ Action: "DescribeVolumes" }), /<volumeId>vol-1<.*kubernetes\.io\/cluster\/prod/);
    await ask({ Action: "DeleteVolume", VolumeId: "vol-1" });
    assert.deepEqual(api.volumes, []);
    assert.equal(standIn.aws.journal.changes().at(-1)?.type, LEFT_VOLUME);
    assert.match(await ask({ Action: "RunInstances" }), /does not know RunInstances/);
  });

  it("has an aws program that is new enough, and knows little", async () => {
    const env = { PATH: machine?.environment["PATH"] };
    const version = await execute("aws", ["--version"], { env });
    assert.match(version.stdout, /^aws-cli\/2\./);
    const token = await execute("aws", ["eks", "get-token", "--cluster-name", "prod"], { env });
    assert.match(token.stdout, /"kind":"ExecCredential"/);
    const other = await execute("aws", ["s3", "ls"], { env });
    assert.equal(other.code, 2);
    assert.match(other.stderr, /does not know: aws s3 ls/);
  });
});
