/** The endpoints of AWS's services in the VPC. */

import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint";
import type * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../../../model/eks/scope";
import { endpointPolicy, endpointServiceName, s3EndpointPolicy } from "../../../model/eks/vpc-endpoints";
import type { InterfaceEndpoint } from "../../../model/eks/vpc-endpoints";

/** What the endpoints are made for. */
export interface EndpointsArgs {
  readonly scope: Scope;
  readonly vpcId: pulumi.Input<string>;
  /** One subnet in each zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
  readonly services: readonly InterfaceEndpoint[];
}

/**
 * Creates the gateway endpoint of S3. It is free, so that traffic to S3 never pays for NAT. DynamoDB has none, as nothing
 * of the platform uses it.
 */
export function createS3Endpoint(
  name: string,
  scope: Scope,
  vpcId: pulumi.Input<string>,
  routeTableIds: readonly pulumi.Input<string>[],
  options: pulumi.CustomResourceOptions,
): VpcEndpoint {
  return new VpcEndpoint(
    `${name}-s3`,
    {
      vpcId,
      vpcEndpointType: "Gateway",
      serviceName: endpointServiceName(scope, "s3"),
      routeTableIds: [...routeTableIds],
      policy: JSON.stringify(s3EndpointPolicy(scope)),
      tags: { Name: `${scope.name}-s3` },
    },
    options,
  );
}

/** Creates the interface endpoints, under the services' own names in the VPC's DNS. */
export function createInterfaceEndpoints(
  name: string,
  { scope, vpcId, subnetIds, securityGroupId, services }: EndpointsArgs,
  options: pulumi.CustomResourceOptions,
): VpcEndpoint[] {
  return services.map((service) => {
    const key = service.replace(".", "-");
    return new VpcEndpoint(
      `${name}-${key}`,
      {
        vpcId,
        vpcEndpointType: "Interface",
        serviceName: endpointServiceName(scope, service),
        subnetIds: [...subnetIds],
        securityGroupIds: [securityGroupId],
        privateDnsEnabled: true,
        policy: JSON.stringify(endpointPolicy(scope, service)),
        tags: { Name: `${scope.name}-${key}` },
      },
      options,
    );
  });
}
