/** How a VPC's addresses are divided. */

/** One subnet. */
export interface SubnetPlan {
  /** `private` for nodes, `public` for load balancers and NAT gateways, `data` for databases and caches. */
  readonly kind: "private" | "public" | "data";
  readonly zone: string;
  readonly cidr: string;
}
