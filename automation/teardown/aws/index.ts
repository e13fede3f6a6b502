/** AWS as a verification sees it. */

import { EC2Client, paginateDescribeNetworkInterfaces } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { collect, patient, tagMap } from "../../../components/eks/drain/cloud/call";
import type { Tagged, TagFilter, TeardownCloud, TeardownPlace } from "../remains";
import { Existence } from "./existence";
import { globalRegion, Services } from "./services";

/** Services whose things the global region answers for; it lists its own regional ones too. */
const globalServices = /^arn:[^:]+:(iam|cloudfront|route53|globalaccelerator):/;

/** The account and region of a stack, with the credentials that the SDK finds. */
export function awsTeardownCloud(place: TeardownPlace): TeardownCloud {
  const settings = { region: place.region, ...patient };
  const ec2 = new EC2Client(settings);
  const tagging = {
    region: new ResourceGroupsTaggingAPIClient(settings),
    global: new ResourceGroupsTaggingAPIClient({ ...settings, region: globalRegion(place.partition) }),
  };
  const existence = new Existence(ec2, new ElasticLoadBalancingV2Client(settings));
  const services = new Services(place, () => ec2.config.credentials());
  return {
    account: () => services.account(),
    tagged: async (filter, where) => {
      const found = await searchByTag(tagging[where], filter);
      return where === "global" ? found.filter(({ arn }) => globalServices.test(arn)) : found;
    },
    gone: (arns) => existence.gone(arns),
    keyDeletion: (arn) => services.keyDeletion(arn),
    logGroups: (prefix) => services.logGroups(prefix),
    databaseSnapshots: (database) => services.databaseSnapshots(database),
    roles: (prefix) => services.roles(prefix),
    controlPlaneInterfaces: () => controlPlaneInterfaces(ec2, place),
  };
}

async function searchByTag(client: ResourceGroupsTaggingAPIClient, filter: TagFilter): Promise<Tagged[]> {
  const TagFilters = Object.entries(filter).map(([Key, value]) => ({ Key, Values: [value] }));
  const found = await collect(
    "tag:GetResources",
    paginateGetResources({ client }, { TagFilters, ResourcesPerPage: 100 }),
    (page) => page.ResourceTagMappingList,
  );
  return found.map(({ ResourceARN = "", Tags }) => ({ arn: ResourceARN, tags: tagMap(Tags) }));
}

/** They have no tags of ours. */
async function controlPlaneInterfaces(
  client: EC2Client,
  { name, region, accountId, partition }: TeardownPlace,
): Promise<string[]> {
  const Filters = [{ Name: "description", Values: [`Amazon EKS ${name}`] }];
  const found = await collect(
    "ec2:DescribeNetworkInterfaces",
    paginateDescribeNetworkInterfaces({ client }, { Filters }),
    (page) => page.NetworkInterfaces,
  );
  return found.map(
    ({ NetworkInterfaceId = "" }) =>
      `arn:${partition}:ec2:${region}:${accountId}:network-interface/${NetworkInterfaceId}`,
  );
}
