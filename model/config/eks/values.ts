/** Kinds of values that the config of a stack on AWS is made of. */

import { z } from "zod";
import { isCidr } from "../../eks/cidr";
import { keyWords } from "../keys";
import { name, NAME_ALLOWED } from "../names";

/**
 * Names that a part of the stack cannot begin with or hold: RDS and ElastiCache refuse two hyphens in a row, EC2 security
 * groups that begin with `sg-`, and S3 some beginnings of buckets.
 *
 * Sources: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
const REFUSED_NAME = /--|^(?:sg|sthree|amzn-s3-demo)(?:-|$)/;

/** The name of a stack on AWS, which every name in it begins with. */
export const stackName = () =>
  name().refine(
    (text) => !REFUSED_NAME.test(text),
    "has two hyphens in a row, or a beginning that AWS refuses",
  );

/** What the name of a stack on AWS may be, in words. */
export const STACK_NAME_ALLOWED = `${NAME_ALLOWED}, without two hyphens in a row, and not beginning with sg-, sthree- or amzn-s3-demo-`;

/** AWS limits of a tag's value: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tagValue = () =>
  z.string().regex(/^[A-Za-z0-9_.:/=+@-][A-Za-z0-9 _.:/=+@-]{0,255}$/, "is not an AWS tag value");

/** What a tag's value may be, in words. */
export const TAG_ALLOWED =
  "1 to 256 of a to z, A to Z, 0 to 9, spaces and _ . : / = + - @, not beginning with a space";

/** The name of an availability zone. */
export const zone = () =>
  z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+){1,2}-\d[a-z]$/, "is not the name of an availability zone")
    .register(keyWords, {
      description: "One availability zone.",
      allowed: "the name of an availability zone: plinth:region and a letter",
    });

/** An IPv4 block whose host bits are zero. */
export const cidr = () =>
  z.string().refine(isCidr, "is not an IPv4 block").register(keyWords, {
    description: "One IPv4 block.",
    allowed: "an IPv4 block whose host bits are zero, as 10.0.0.0/16",
  });

/** The ARN of an IAM role. */
export const roleArn = () =>
  z
    .string()
    .regex(/^arn:aws(?:-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, "is not the ARN of a role")
    .register(keyWords, {
      description: "One IAM role.",
      allowed: "the ARN of an IAM role, as arn:aws:iam::123456789012:role/admin",
    });

/** A repository of GitHub, as `owner/name`. */
export const githubRepository = () =>
  z.string().regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/, "is not a repository of GitHub");

/** An address that mails reach. */
export const email = () =>
  z.email("is not an e-mail address").register(keyWords, {
    description: "One e-mail address.",
    allowed: "an e-mail address, as platform@example.org",
  });
