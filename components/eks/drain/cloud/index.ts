/** AWS as the drain sees it. */

import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { DrainCloud, Leftover, LeftoverKind, Place } from "../leftovers";
import { patient } from "./call";
import { LoadBalancers } from "./load-balancers";
import { Network } from "./network";
import { Nodes } from "./nodes";

/** How a kind is found and deleted; what AWS itself removes has no second part. */
interface Handling {
  readonly find: () => Promise<readonly Leftover[]>;
  readonly remove?: (id: string) => Promise<void>;
}

/** The account and region of a cluster, with the credentials that the SDK finds. */
export function awsCloud(place: Place): DrainCloud {
  const settings = { region: place.region, ...patient };
  const ec2 = new EC2Client(settings);
  const nodes = new Nodes(ec2, place);
  const network = new Network(ec2, place);
  const balancers = new LoadBalancers(new ElasticLoadBalancingV2Client(settings), place);
  const handling: Readonly<Record<LeftoverKind, Handling>> = {
    instance: { find: () => nodes.findInstances(), remove: (id) => nodes.removeInstance(id) },
    launchTemplate: {
      find: () => nodes.findLaunchTemplates(),
      remove: (id) => nodes.removeLaunchTemplate(id),
    },
    loadBalancer: {
      find: () => balancers.findLoadBalancers(),
      remove: (id) => balancers.removeLoadBalancer(id),
    },
    loadBalancerInterface: { find: () => network.findLoadBalancerInterfaces() },
    targetGroup: {
      find: () => balancers.findTargetGroups(),
      remove: (id) => balancers.removeTargetGroup(id),
    },
    networkInterface: { find: () => network.findInterfaces(), remove: (id) => network.removeInterface(id) },
    securityGroup: {
      find: () => network.findSecurityGroups(),
      remove: (id) => network.removeSecurityGroup(id),
    },
    volume: { find: () => nodes.findVolumes(), remove: (id) => nodes.removeVolume(id) },
  };
  return {
    vpcOwner: () => network.vpcOwner(),
    controlPlaneInterfaces: () => network.controlPlaneInterfaces(),
    find: (kind) => handling[kind].find(),
    remove: ({ kind, id }) => handling[kind].remove?.(id) ?? Promise.resolve(),
  };
}
