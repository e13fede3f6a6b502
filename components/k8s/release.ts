/** One Helm release. */

import { Release } from "@pulumi/kubernetes/helm/v3/release";
import type * as pulumi from "@pulumi/pulumi";
import { chartNames, chartPin } from "../../model/k8s/charts";

/** What a release is made from. */
export interface ReleaseArgs {
  /** Name of the chart, in the table of charts. */
  readonly chart: string;
  /** Name of the release. @default that of the chart */
  readonly release?: string;
  /** Namespace that is there already. */
  readonly namespace: string;
  /** Values over the chart's own. @default none */
  readonly values?: object;
  /** Leaves out the CRDs beside its templates: another chart brings them. @default false */
  readonly skipCrds?: boolean;
  /** How long its pods may take to become ready. @default 600 */
  readonly timeoutSeconds?: number;
  /**
   * Goes back by itself where an upgrade fails, and takes a first install that fails away. Not for what brings a
   * database up to date: its old version could not open what the new one has changed.
   *
   * @default true
   */
  readonly atomic?: boolean;
}

/** For what brings its database up to date when it starts: it stays with the new version, and the next `up` goes on. */
export const forward = { atomic: false, timeoutSeconds: 1800 } as const satisfies Partial<ReleaseArgs>;

/** Enough to go back to; more would only fill etcd with Secrets. */
const HISTORY = 5;

/**
 * Installs a chart with its hooks, in the version of the table of charts.
 *
 * `helm.v3.Release` is Helm itself; `helm.v4.Chart` would drop hooks, and with them work that charts rely on.
 */
export function createRelease(
  name: string,
  {
    chart: chartName,
    release = chartName,
    namespace,
    values = {},
    skipCrds = false,
    timeoutSeconds = 600,
    atomic = true,
  }: ReleaseArgs,
  options: pulumi.CustomResourceOptions,
): Release {
  const { chart, repository, version } = chartPin(chartName);
  return new Release(
    name,
    {
      name: release,
      chart,
      version,
      ...(repository === undefined ? {} : { repositoryOpts: { repo: repository } }),
      namespace,
      values: { ...values },
      ...(skipCrds && { skipCrds }),
      timeout: timeoutSeconds,
      maxHistory: HISTORY,
      atomic,
      // What a failed upgrade has made goes with it, where the rest goes back.
      cleanupOnFail: atomic,
    },
    options,
  );
}

/**
 * What gives the releases under a component other versions of their charts.
 *
 * @param versions by the names of the charts
 */
export function chartVersions(versions: Readonly<Record<string, string>>): pulumi.ResourceTransformation {
  const names = new Map(chartNames.map((name) => [chartPin(name).chart, name]));
  return ({ type, props, opts }) => {
    const name = type === "kubernetes:helm.sh/v3:Release" ? names.get(String(props["chart"])) : undefined;
    const version = name === undefined ? undefined : versions[name];
    return version === undefined ? undefined : { props: { ...props, version }, opts };
  };
}
