/** What Pulumi's state says of a drain: all that a destroy, which runs no program, knows of it. */
export interface DrainState {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly region: string;
  /** Number of the AWS account. */
  readonly accountId: string;
  /** The cluster's own network. */
  readonly vpcId: string;
  /** Whether volumes are kept. */
  readonly keepVolumes: boolean;
}
