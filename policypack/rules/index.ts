/** Every rule of the pack. To add one: a file in the folder of its area, and its line in the index there. */

import type { Rule } from "../lib/rule";
import { rules as cost } from "./cost";
import { rules as docker } from "./docker";
import { rules as ebs } from "./ebs";
import { rules as ec2 } from "./ec2";
import { rules as ecr } from "./ecr";
import { rules as eks } from "./eks";
import { rules as iam } from "./iam";
import { rules as karpenter } from "./karpenter";
import { rules as kms } from "./kms";
import { rules as kubernetes } from "./kubernetes";
import { rules as lb } from "./lb";
import { rules as logs } from "./logs";
import { rules as network } from "./network";
import { rules as ray } from "./ray";
import { rules as rds } from "./rds";
import { rules as s3 } from "./s3";
import { rules as tags } from "./tags";

/** Every rule, area by area. */
export const rules: readonly Rule[] = [
  ...tags,
  ...eks,
  ...ec2,
  ...ebs,
  ...network,
  ...s3,
  ...iam,
  ...kms,
  ...rds,
  ...logs,
  ...ecr,
  ...lb,
  ...kubernetes,
  ...karpenter,
  ...ray,
  ...docker,
  ...cost,
];
