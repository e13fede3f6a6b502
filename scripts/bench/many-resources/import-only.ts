/** What the program imports, and nothing else: the floor that no plan can be below. */

import "@pulumi/aws/cloudwatch";
import "@pulumi/aws/ebs";
import "@pulumi/aws/ec2";
import "@pulumi/aws/ecr";
import "@pulumi/aws/eks";
import "@pulumi/aws/iam";
import "@pulumi/aws/kms";
import "@pulumi/aws/rds";
import "@pulumi/aws/s3";
import "@pulumi/kubernetes/apps/v1";
import "@pulumi/kubernetes/core/v1";
import "@pulumi/kubernetes/networking/v1";
import "@pulumi/pulumi";
