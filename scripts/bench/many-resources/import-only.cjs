/** What the program imports, and nothing else: the floor that no plan can be below. */

require("@pulumi/aws/cloudwatch");
require("@pulumi/aws/ebs");
require("@pulumi/aws/ec2");
require("@pulumi/aws/ecr");
require("@pulumi/aws/eks");
require("@pulumi/aws/iam");
require("@pulumi/aws/kms");
require("@pulumi/aws/rds");
require("@pulumi/aws/s3");
require("@pulumi/kubernetes/apps/v1");
require("@pulumi/kubernetes/core/v1");
require("@pulumi/kubernetes/networking/v1");
require("@pulumi/pulumi");
