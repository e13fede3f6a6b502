/** The calls to STS, IAM, KMS, CloudWatch Logs and RDS. */

import { call } from "../../../components/eks/drain/cloud/call";
import type { Tagged, TeardownPlace } from "../remains";
import { elements, send } from "./signed-call";
import type { Credentials, Endpoint } from "./signed-call";

/** Versions of the APIs that are asked in form fields and answer in XML. */
const versions = { sts: "2011-06-15", iam: "2010-05-08", rds: "2014-10-31" } as const;

/** Names of the APIs that are asked and answer in JSON. */
const targets = { kms: "TrentService", logs: "Logs_20140328" } as const;

/** Region in which the services of a partition answer that are there once for all regions. */
export function globalRegion(partition: string): string {
  const regions: Readonly<Record<string, string>> = { "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" };
  return regions[partition] ?? "us-east-1";
}

/** https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
function iamHost({ partition, dnsSuffix }: TeardownPlace): string {
  const hosts: Readonly<Record<string, string>> = {
    "aws-cn": `iam.cn-north-1.${dnsSuffix}`,
    "aws-us-gov": `iam.us-gov.${dnsSuffix}`,
  };
  return hosts[partition] ?? `iam.${dnsSuffix}`;
}

/** Those services, in one account and region. */
export class Services {
  constructor(
    private readonly place: TeardownPlace,
    private readonly credentials: () => Promise<Credentials>,
  ) {}

  async account(): Promise<string> {
    const answer = await this.query("sts", "GetCallerIdentity", {});
    return elements(answer, "Account")[0] ?? "";
  }

  /** @see TeardownCloud.keyDeletion */
  async keyDeletion(arn: string): Promise<string | undefined | null> {
    try {
      const { KeyMetadata } = await this.json<KeyAnswer>("kms", "DescribeKey", { KeyId: arn });
      const { KeyState, DeletionDate } = KeyMetadata;
      if (KeyState !== "PendingDeletion" || DeletionDate === undefined) return undefined;
      return new Date(DeletionDate * 1000).toISOString().slice(0, 10);
    } catch (error) {
      if (error instanceof Error && error.name === "NotFoundException") return null;
      throw error;
    }
  }

  async logGroups(logGroupNamePrefix: string): Promise<string[]> {
    const arns: string[] = [];
    let nextToken: string | undefined;
    do {
      const page: LogGroupsPage = await this.json("logs", "DescribeLogGroups", {
        logGroupNamePrefix,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      arns.push(...page.logGroups.map(({ arn }) => arn.replace(/:\*$/, "")));
      ({ nextToken } = page);
    } while (nextToken !== undefined);
    return arns;
  }

  /** RDS takes the id of a database that is there only, so all are listed. */
  async databaseSnapshots(database: string): Promise<string[]> {
    const pages = await this.pages("rds", "DescribeDBSnapshots", { SnapshotType: "manual" });
    return pages.flatMap((page) => {
      const databases = elements(page, "DBInstanceIdentifier");
      return elements(page, "DBSnapshotArn").filter((_, index) => databases[index] === database);
    });
  }

  async roles(prefix: string): Promise<Tagged[]> {
    const pages = await this.pages("iam", "ListRoles", {});
    const found: Tagged[] = [];
    for (const page of pages) {
      const arns = elements(page, "Arn");
      for (const [index, RoleName] of elements(page, "RoleName").entries()) {
        const arn = arns[index];
        if (!RoleName.startsWith(prefix) || arn === undefined) continue;
        const tags = await this.roleTags(RoleName);
        if (tags !== undefined) found.push({ arn, tags });
      }
    }
    return found;
  }

  /** Tags of a role; `undefined` where it was deleted since it was listed. */
  private async roleTags(RoleName: string): Promise<Tagged["tags"] | undefined> {
    try {
      const pages = await this.pages("iam", "ListRoleTags", { RoleName });
      return Object.fromEntries(pages.flatMap(tagsOf));
    } catch (error) {
      if (error instanceof Error && error.name === "NoSuchEntity") return undefined;
      throw error;
    }
  }

  /** All pages of a list: they are linked by markers. */
  private async pages(
    service: keyof typeof versions,
    action: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<string[]> {
    const pages: string[] = [];
    let marker: string | undefined;
    do {
      const page = await this.query(service, action, {
        ...parameters,
        ...(marker ? { Marker: marker } : {}),
      });
      pages.push(page);
      [marker] = elements(page, "Marker");
    } while (marker !== undefined && marker !== "");
    return pages;
  }

  private query(
    service: keyof typeof versions,
    action: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<string> {
    const body = new URLSearchParams({
      Action: action,
      Version: versions[service],
      ...parameters,
    }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    return call(`${service}:${action}`, () =>
      send({ endpoint: this.endpoint(service), headers, body }, this.credentials),
    );
  }

  private async json<Answer>(service: keyof typeof targets, action: string, input: unknown): Promise<Answer> {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${targets[service]}.${action}`,
    };
    const request = { endpoint: this.endpoint(service), headers, body: JSON.stringify(input) };
    return JSON.parse(await call(`${service}:${action}`, () => send(request, this.credentials))) as Answer;
  }

  /**
   * The same variables as the SDK's move a service elsewhere.
   * Their names: https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html
   */
  private endpoint(service: string): Endpoint {
    const region = service === "iam" ? globalRegion(this.place.partition) : this.place.region;
    const host = service === "iam" ? iamHost(this.place) : `${service}.${region}.${this.place.dnsSuffix}`;
    const own = service === "logs" ? "CLOUDWATCH_LOGS" : service.toUpperCase();
    const moved = process.env[`AWS_ENDPOINT_URL_${own}`] ?? process.env["AWS_ENDPOINT_URL"];
    return { service, region, url: moved ?? `https://${host}` };
  }
}

/** What KMS says of a key. */
interface KeyAnswer {
  readonly KeyMetadata: {
    readonly KeyState: string;
    /** In seconds since 1970. */
    readonly DeletionDate?: number;
  };
}

/** One page of log groups. */
interface LogGroupsPage {
  readonly logGroups: readonly { readonly arn: string }[];
  readonly nextToken?: string;
}

function tagsOf(page: string): [string, string][] {
  const values = elements(page, "Value");
  return elements(page, "Key").map((key, index) => [key, values[index] ?? ""]);
}
