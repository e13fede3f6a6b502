import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must be `IMMUTABLE`: a tag that was tested could name another image tomorrow.";

export const rule = resourceRule({
  name: "ecr-immutable-tags",
  title: "Image tags cannot be moved",
  description:
    "Where tags can be moved, whoever may push can change what runs, and a rollback brings back another image.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "ECR.2" },
    { standard: "NIST 800-53", version: "r5", id: "CM-2" },
  ],
  peers: ["CKV_AWS_51", "AVD-AWS-0031"],
  url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
  remediation: "Set `imageTagMutability` to `IMMUTABLE`, and push each build under a tag of its own.",
  types: ["aws:ecr/repository:Repository", "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate"],
  check: ({ properties }) => {
    const mutability = properties.at("imageTagMutability");
    return demand(mutability.oneOf(["IMMUTABLE"], false), mutability, message);
  },
});
