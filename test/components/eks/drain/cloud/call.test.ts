import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ServiceError } from "../../../../../automation/teardown/aws/signed-call";
import { awsError, call, patient } from "../../../../../components/eks/drain/cloud/call";
import { isPlinthError } from "../../../../../model/errors";
import type { PlinthError } from "../../../../../model/errors";
import { awsEnvironment } from "../../../../helpers/aws/endpoint";
import { withEnvironment } from "../../../../helpers/environment";
import { failure } from "../../../../helpers/failure";

describe("components/eks/drain/cloud/call", () => {
  const errorOf = (error: unknown): PlinthError => {
    const made = awsError(error, "ec2:DescribeVpcs");
    assert.ok(isPlinthError(made), String(made));
    return made;
  };

  describe("with a service that takes requests and does not answer", () => {
    const server = createServer(() => undefined);
    before(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    it("gives up", async () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const requestHandler = { ...patient.requestHandler, requestTimeout: 100 };
      const error = await failure(
        withEnvironment(awsEnvironment(url), () => {
          const client = new EC2Client({
            ...patient,
            region: "eu-central-1",
            maxAttempts: 1,
            requestHandler,
          });
          return call("ec2:DescribeVpcs", () => client.send(new DescribeVpcsCommand({})));
        }),
      );
      assert.equal(error.code, "aws-unreachable");
      assert.match(error.message, /does not answer to ec2:DescribeVpcs/);
    });
  });

  it("tells a fault of AWS from one of ours", () => {
    const busy = Object.assign(new Error("We encountered an internal error."), {
      ...{ name: "InternalError", $metadata: { httpStatusCode: 500 } },
    });
    for (const fault of [busy, new ServiceError("ServiceUnavailable", "", 503)]) {
      const error = errorOf(fault);
      assert.equal(error.code, "aws-unreachable");
      assert.match(error.message, /^AWS has a fault of its own and does not carry out ec2:DescribeVpcs\.$/);
      assert.match(error.fix, /^Wait some minutes/);
    }
  });

  it("says what it sees where something answers that is not AWS", () => {
    const error = errorOf(new ServiceError("Status407", "", 407));
    assert.equal(error.code, "aws-unreachable");
    assert.match(error.message, /something answers to ec2:DescribeVpcs that is not AWS/i);
    assert.match(error.fix, /proxy/);
  });

  it("leaves a failure as it is that is about the thing itself", () => {
    const gone = new ServiceError("InvalidVpcID.NotFound", "", 400);
    assert.equal(awsError(gone, "ec2:DescribeVpcs"), gone);
  });
});
