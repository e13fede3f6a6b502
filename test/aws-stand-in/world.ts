import { ProviderClient, urnOf } from "./client";
import type { Told } from "./client";
import { AwsStandIn } from "./server";

/** URNs of the resources that tests of the stand-in make. */
export const urns = {
  vpc: urnOf("aws:ec2/vpc:Vpc", "net"),
  subnet: urnOf("aws:ec2/subnet:Subnet", "net-a"),
  template: urnOf("aws:ec2/launchTemplate:LaunchTemplate", "cpu"),
  cluster: urnOf("aws:eks/cluster:Cluster", "prod"),
  group: urnOf("aws:eks/nodeGroup:NodeGroup", "cpu"),
  role: urnOf("aws:iam/role:Role", "node"),
  database: urnOf("aws:rds/instance:Instance", "db"),
} as const;

/** A stand-in, and the engine's side of it. */
export interface World {
  readonly standIn: AwsStandIn;
  readonly port: number;
  readonly provider: ProviderClient;
  /** Makes a VPC, which most other resources need. */
  makeVpc(): Promise<Told>;
}

/** A new world for each test of the suite that asks for one. */
export function worldOfEachTest(): World {
  const world = {
    makeVpc: () => world.provider.make(urns.vpc, { cidrBlock: "10.0.0.0/16" }),
  } as { -readonly [Key in keyof World]: World[Key] };
  beforeEach(async () => {
    world.standIn = new AwsStandIn();
    world.port = await world.standIn.start();
    world.provider = new ProviderClient(world.port);
    const defaultTags = JSON.stringify({ tags: { ManagedBy: "pulumi" } });
    await world.provider.configure({ region: "eu-central-1", defaultTags });
  });
  afterEach(() => {
    world.provider.close();
    world.standIn.stop();
  });
  return world;
}
