/** AWS on loopback: answers the wire protocols of its APIs, as its SDK speaks them. */

import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";

/** One call, as it came over the wire. */
export interface AwsRequest {
  /** Service of the signature, such as `ec2`. */
  readonly service: string;
  /** Region of the signature. */
  readonly region: string;
  /** What is asked for, such as `DescribeVolumes`. */
  readonly action: string;
  /** Form fields; empty for an API in JSON. */
  readonly fields: Readonly<Record<string, string>>;
  /** Input of an API in JSON. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What is answered; a failure has a status and a code. */
export type AwsAnswer =
  { readonly result: object } | { readonly status: number; readonly code: string; readonly message?: string };

/** How actions are answered, by `service:Action`. */
export type AwsAnswers = Readonly<Record<string, (request: AwsRequest) => AwsAnswer>>;

const apis: Readonly<Record<string, "ec2" | "query" | "json">> = {
  ec2: "ec2",
  elasticloadbalancing: "query",
  iam: "query",
  rds: "query",
  sts: "query",
  tagging: "json",
  kms: "json",
  logs: "json",
};

/** A server that answers for every service. */
export class AwsEndpoint {
  readonly requests: AwsRequest[] = [];
  private readonly server: Server;

  constructor(private readonly answers: AwsAnswers) {
    this.server = createServer((incoming, response) => {
      void read(incoming).then((request) => {
        this.requests.push(request);
        const answer = this.answers[`${request.service}:${request.action}`]?.(request) ?? {
          ...{ status: 400, code: "InvalidAction" },
          message: `no answer for ${request.service}:${request.action}`,
        };
        response.writeHead("status" in answer ? answer.status : 200, {
          "content-type": apis[request.service] === "json" ? "application/x-amz-json-1.1" : "text/xml",
        });
        response.end(write(request, answer));
      });
    });
  }

  /** Starts to listen and returns the URL. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Names of the actions that were called, in order. */
  actions(): string[] {
    return this.requests.map(({ action }) => action);
  }
}

/** Variables that lead the SDK to an endpoint, and away from whatever the machine has of AWS. */
export function awsEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}

async function read(incoming: IncomingMessage): Promise<AwsRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const { authorization = "" } = incoming.headers;
  const [, region = "", service = ""] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(authorization) ?? [];
  const target = incoming.headers["x-amz-target"];
  if (typeof target === "string") {
    const input = JSON.parse(body) as Record<string, unknown>;
    return { service, region, action: target.split(".").at(-1) ?? "", fields: {}, input };
  }
  const fields = Object.fromEntries(new URLSearchParams(body));
  return { service, region, action: fields["Action"] ?? "", fields, input: {} };
}

function write({ service, action }: AwsRequest, answer: AwsAnswer): string {
  const api = apis[service];
  if (api === "json")
    return JSON.stringify(
      "status" in answer
        ? { __type: `com.amazonaws#${answer.code}`, message: answer.message }
        : answer.result,
    );
  if ("status" in answer) {
    const error = { Code: answer.code, Message: answer.message ?? answer.code };
    return api === "ec2"
      ? xml("Response", { Errors: { Error: error }, RequestID: "r" })
      : xml("ErrorResponse", { Error: { Type: "Sender", ...error }, RequestId: "r" });
  }
  return api === "ec2"
    ? xml(`${action}Response`, { requestId: "r", ...answer.result }, "item")
    : xml(`${action}Response`, { [`${action}Result`]: answer.result }, "member");
}

/** A value as XML; elements of a list have the API's name for them. */
function xml(name: string, value: unknown, element = "member"): string {
  if (value === undefined) return "";
  const inner = Array.isArray(value)
    ? value.map((one) => xml(element, one, element)).join("")
    : typeof value === "object" && value !== null
      ? Object.entries(value)
          .map(([key, one]) => xml(key, one, element))
          .join("")
      : `${value as string}`.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<${name}>${inner}</${name}>`;
}
