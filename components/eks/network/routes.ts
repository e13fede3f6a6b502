/** Gateways, and the routes of each subnet. */

import { Eip } from "@pulumi/aws/ec2/eip";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway";
import { NatGateway } from "@pulumi/aws/ec2/natGateway";
import { Route } from "@pulumi/aws/ec2/route";
import { RouteTable } from "@pulumi/aws/ec2/routeTable";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation";
import type * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../../../model/eks/scope";
import type { SubnetPlan } from "../../../model/eks/subnets";
import type { PlacedSubnet } from "./subnets";

/** NAT gateways: none, one in all, or one in each zone with private subnets. */
export type NatMode = "none" | "single" | "perZone";

/** What the routes are made for. */
export interface RoutesArgs {
  readonly scope: Scope;
  readonly vpcId: pulumi.Input<string>;
  readonly subnets: readonly PlacedSubnet[];
  readonly nat: NatMode;
}

/** The routes that were made. */
export interface Routes {
  /** Route tables of the private subnets. */
  readonly privateTableIds: pulumi.Output<string>[];
  /** What must be there before a node can reach anything. */
  readonly ready: pulumi.Resource[];
}

/** Every address. */
const ANYWHERE = "0.0.0.0/0";

/**
 * Creates gateways and routes. Public subnets have one way out, to the internet gateway; private ones one table in each
 * zone, with a way out where there is NAT; data subnets none.
 *
 * @throws Error where a zone's NAT gateway has no public subnet to stand in.
 */
export function createRoutes(name: string, args: RoutesArgs, options: pulumi.CustomResourceOptions): Routes {
  const { scope, vpcId, subnets, nat } = args;
  const maker = new RouteMaker(name, scope, vpcId, options);
  const of = (kind: SubnetPlan["kind"]) => subnets.filter(({ plan }) => plan.kind === kind);
  const gateway = new InternetGateway(name, { vpcId, tags: { Name: scope.name } }, options);

  const publicTable = maker.createTable("public");
  const publicRoute = maker.createRoute("public", { routeTableId: publicTable.id, gatewayId: gateway.id });
  of("public").forEach((each) => maker.associate(publicTable, each));

  const dataTable = maker.createTable("data");
  of("data").forEach((each) => maker.associate(dataTable, each));

  const zones = [...new Set(of("private").map(({ plan }) => plan.zone))];
  const nats = maker.createNats(nat, zones, of("public"), [gateway, publicRoute]);
  const tables = zones.map((zone) => {
    const table = maker.createTable(`private-${zone}`);
    const way = nats.get(nat === "single" ? (zones[0] ?? zone) : zone);
    const route =
      way && maker.createRoute(`private-${zone}`, { routeTableId: table.id, natGatewayId: way.id });
    const associations = of("private")
      .filter(({ plan }) => plan.zone === zone)
      .map((each) => maker.associate(table, each));
    return { id: table.id, ready: [...associations, ...(route === undefined ? [] : [route])] };
  });
  return { privateTableIds: tables.map(({ id }) => id), ready: tables.flatMap(({ ready }) => ready) };
}

/** Creates the parts of a VPC's routes. */
class RouteMaker {
  constructor(
    private readonly name: string,
    private readonly scope: Scope,
    private readonly vpcId: pulumi.Input<string>,
    private readonly options: pulumi.CustomResourceOptions,
  ) {}

  createTable(key: string): RouteTable {
    const tags = { Name: `${this.scope.name}-${key}` };
    return new RouteTable(`${this.name}-${key}`, { vpcId: this.vpcId, tags }, this.options);
  }

  createRoute(
    key: string,
    target: {
      readonly routeTableId: pulumi.Input<string>;
      readonly gatewayId?: pulumi.Input<string>;
      readonly natGatewayId?: pulumi.Input<string>;
    },
  ): Route {
    return new Route(`${this.name}-${key}`, { destinationCidrBlock: ANYWHERE, ...target }, this.options);
  }

  associate(table: RouteTable, { plan, subnet }: PlacedSubnet): RouteTableAssociation {
    return new RouteTableAssociation(
      `${this.name}-${plan.kind}-${plan.zone}`,
      { routeTableId: table.id, subnetId: subnet.id },
      this.options,
    );
  }

  /** The NAT gateways by zone, each in the zone's public subnet. */
  createNats(
    nat: NatMode,
    zones: readonly string[],
    publicSubnets: readonly PlacedSubnet[],
    dependsOn: pulumi.Resource[],
  ): ReadonlyMap<string, NatGateway> {
    const wanted = { none: [], single: zones.slice(0, 1), perZone: zones }[nat];
    return new Map(
      wanted.map((zone) => {
        const place = publicSubnets.find(({ plan }) => plan.zone === zone);
        if (place === undefined) {
          throw new Error(
            `The NAT gateway of ${zone} needs a public subnet there, and the plan of subnets has none. Plan one, or choose the NAT "none".`,
          );
        }
        return [zone, this.createNat(zone, place, dependsOn)] as const;
      }),
    );
  }

  private createNat(zone: string, { subnet }: PlacedSubnet, dependsOn: pulumi.Resource[]): NatGateway {
    const key = `${this.name}-nat-${zone}`;
    const tags = { Name: `${this.scope.name}-nat-${zone}` };
    const options = { ...this.options, dependsOn };
    const address = new Eip(key, { domain: "vpc", tags }, options);
    return new NatGateway(
      key,
      { connectivityType: "public", allocationId: address.id, subnetId: subnet.id, tags },
      options,
    );
  }
}
