import { arnOf } from "../scope";
import type { WorkloadIdentity } from "./identity";

/**
 * Cluster Autoscaler: it sees every scaling group, and changes those alone that EKS tagged as the cluster's.
 *
 * @see https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md
 */
export const clusterAutoscaler: WorkloadIdentity = {
  id: "cluster-autoscaler",
  namespace: "kube-system",
  serviceAccount: "cluster-autoscaler",
  statements: (scope) => [
    {
      Effect: "Allow",
      Action: [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLaunchConfigurations",
        "autoscaling:DescribeScalingActivities",
        "autoscaling:DescribeTags",
        "ec2:DescribeImages",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:GetInstanceTypesFromInstanceRequirements",
      ],
      Resource: "*",
    },
    {
      Effect: "Allow",
      Action: "eks:DescribeNodegroup",
      Resource: arnOf(scope, "eks", `nodegroup/${scope.name}/*/*`),
    },
    {
      Effect: "Allow",
      Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
      Resource: arnOf(scope, "autoscaling", "autoScalingGroup:*:autoScalingGroupName/*"),
      Condition: {
        StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${scope.name}`]: "owned" },
      },
    },
  ],
};
