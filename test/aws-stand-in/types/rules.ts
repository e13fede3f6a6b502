/** What the stand-in knows of a type beyond its properties. */

import { createHash } from "node:crypto";
import { isObject } from "../values";
import type { WireObject } from "../values";

/** A resource that is made, or updated. */
export interface Made {
  /** Type, as `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  /** Name in the program. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  /** Inputs without Pulumi's own keys. */
  readonly inputs: WireObject;
  /** Id; empty until `id` of its rules has told it. */
  readonly id: string;
  /** Outputs before an update. */
  readonly before?: WireObject;
  /** Names of the inputs that an update changes. */
  readonly changed: readonly string[];
  /** Outputs of the resource with this id, wherever the program made it. */
  readonly outputsOf: (id: string) => WireObject | undefined;
  /** Hexadecimal digits that follow from the type, the name, the region and how often it was made anew. */
  readonly digits: (count: number) => string;
}

/** Rules of one type. */
export interface TypeRules {
  readonly id: (made: Made) => string;
  /** Outputs that AWS would make up; what is given as an input stays, objects are merged part by part. */
  readonly outputs?: (made: Made) => WireObject;
  /** Paths of inputs that cannot change in place, as `vpcConfig.subnetIds`; indices of lists are left out. */
  readonly replaces: readonly string[];
  /** Why AWS would not delete it as it is. */
  readonly refusesDeletion?: (outputs: WireObject) => string | undefined;
  /** Outputs that an update changes without being given: unknown while the update is only planned. */
  readonly changedByUpdate?: (changed: readonly string[]) => readonly string[];
  /**
   * Input that the provider makes up where it is not given; "" for none.
   * @default "name", where the type has one
   */
  readonly nameProperty?: string;
  /** What made-up names begin with. */
  readonly namePrefix?: string;
  /** @default false */
  readonly lowerCaseNames?: boolean;
}

/** Rules by types. */
export type RulesTable = Readonly<Record<string, TypeRules>>;

/** An ARN in the partition of all regions that the tests use. */
export function arn(service: string, { region, accountId }: Made, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** An ARN of IAM, which knows no regions. */
export function iamArn({ accountId }: Made, resource: string): string {
  return `arn:aws:iam::${accountId}:${resource}`;
}

/** An input as text; "" where it is not given. */
export function text({ inputs }: Made, property: string): string {
  const value = inputs[property];
  return typeof value === "string" ? value : "";
}

/** An input or an object inside of one; empty where it is not given. */
export function part(value: unknown, property: string): WireObject {
  const found = isObject(value) ? value[property] : undefined;
  return isObject(found) ? found : {};
}

/** An id of EC2, as `vpc-0123456789abcdef0`. */
export function ec2Id(prefix: string): (made: Made) => string {
  return ({ digits }) => `${prefix}-${digits(17)}`;
}

/** A resource whose id is one of its inputs. */
export function idIs(property: string): (made: Made) => string {
  return (made) => text(made, property);
}

/** A resource whose id is made of inputs. */
export function idOf(separator: string, ...properties: readonly string[]): (made: Made) => string {
  return (made) => properties.map((property) => text(made, property)).join(separator);
}

/** Digits of a hash. */
export function digitsOf(seed: string, count: number): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, count);
}
