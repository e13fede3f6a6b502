/**
 * The part of AWS's own API that the drain calls: the SDK finds it by `AWS_ENDPOINT_URL`.
 *
 * It knows the VPCs of the stand-in and the volumes that a test leaves behind; of everything else there is nothing.
 */

import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Aws } from "../aws";

/** A volume that a controller in a cluster made. */
export interface LeftVolume {
  readonly id: string;
  /** Name of the cluster. */
  readonly cluster: string;
}

/** Lists of answers that are empty here, by their calls. */
const emptyLists: Readonly<Record<string, string>> = {
  DescribeInstances: "<reservationSet/>",
  DescribeLaunchTemplates: "<launchTemplates/>",
  DescribeNetworkInterfaces: "<networkInterfaceSet/>",
  DescribeSecurityGroups: "<securityGroupInfo/>",
  DescribeLoadBalancers: "<DescribeLoadBalancersResult><LoadBalancers/></DescribeLoadBalancersResult>",
  DescribeTargetGroups: "<DescribeTargetGroupsResult><TargetGroups/></DescribeTargetGroupsResult>",
};

/** Type in the journal of what no program made. */
export const LEFT_VOLUME = "left behind: volume";

/** Answers calls of EC2 and of load balancing. */
export class AwsApi {
  /** Volumes that are there; the drain deletes them. */
  readonly volumes: LeftVolume[] = [];
  private readonly server: Server;

  constructor(private readonly aws: Aws) {
    this.server = createServer((request, response) => {
      void textOf(request).then((body) => {
        const call = new URLSearchParams(body);
        const answer = this.answer(call);
        response.writeHead(answer === undefined ? 400 : 200, { "Content-Type": "text/xml" });
        response.end(answer === undefined ? refusal(call) : reply(call, answer));
      });
    });
  }

  /** Starts, and returns the URL for `AWS_ENDPOINT_URL`. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer(call: URLSearchParams): string | undefined {
    const action = call.get("Action") ?? "";
    switch (action) {
      case "DescribeVpcs":
        return this.vpc(call.get("VpcId.1") ?? "");
      case "DescribeVolumes": {
        const items = this.volumes.map(({ id, cluster }) => volumeItem(id, cluster));
        return `<volumeSet>${items.join("")}</volumeSet>`;
      }
      case "DeleteVolume":
        return this.deleteVolume(call.get("VolumeId") ?? "");
      default:
        return emptyLists[action];
    }
  }

  private vpc(id: string): string {
    const found = this.aws.store.all.find((resource) => resource.id === id);
    const owner = String(found?.outputs["ownerId"]);
    const item = `<item><vpcId>${id}</vpcId><ownerId>${owner}</ownerId></item>`;
    return `<vpcSet>${found === undefined ? "" : item}</vpcSet>`;
  }

  private deleteVolume(id: string): string {
    const index = this.volumes.findIndex((volume) => volume.id === id);
    if (index >= 0) this.volumes.splice(index, 1);
    const nobodys = { name: id, urn: "", region: "", id, preview: false };
    this.aws.journal.note({ method: "delete", type: LEFT_VOLUME, ...nobodys });
    return "<return>true</return>";
  }
}

function volumeItem(id: string, cluster: string): string {
  const tag = `<item><key>kubernetes.io/cluster/${cluster}</key><value>owned</value></item>`;
  return `<item><volumeId>${id}</volumeId><status>available</status><tagSet>${tag}</tagSet></item>`;
}

function reply(call: URLSearchParams, content: string): string {
  const action = call.get("Action") ?? "";
  return `<${action}Response><requestId>stand-in</requestId>${content}</${action}Response>`;
}

function refusal(call: URLSearchParams): string {
  const message = `The stand-in for AWS does not know ${call.get("Action")}.`;
  return `<Response><Errors><Error><Code>InvalidAction</Code><Message>${message}</Message></Error></Errors></Response>`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
