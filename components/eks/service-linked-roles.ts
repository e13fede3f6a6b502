/** The roles by which EC2 launches machines in the account's name. */

import { ServiceLinkedRole } from "@pulumi/aws/iam/serviceLinkedRole";
import * as pulumi from "@pulumi/pulumi";

const TYPE = "plinth:eks:ServiceLinkedRoles";

/**
 * The services whose role nothing else in the stack makes: node groups need that of EC2 Auto Scaling, and spot capacity
 * that of Spot. EKS makes its own roles by itself.
 *
 * Sources: https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html
 */
const services = {
  autoscaling: "autoscaling.amazonaws.com",
  spot: "spot.amazonaws.com",
} as const;

/**
 * The service-linked roles of an account that has never had a scaling group. An account has one of each, so that only one
 * stack of an account may make them; AWS refuses to delete one that is still in use.
 */
export class ServiceLinkedRoles extends pulumi.ComponentResource {
  /** What must be there before nodes are made, and gone only after them. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, {}, options);
    this.ready = Object.entries(services).map(
      ([id, awsServiceName]) => new ServiceLinkedRole(`${name}-${id}`, { awsServiceName }, { parent: this }),
    );
    this.registerOutputs();
  }
}
