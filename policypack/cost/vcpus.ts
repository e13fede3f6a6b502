/** Sizes of instances. */

/**
 * Processors of an instance type by the size in its name: `large` has 2, `xlarge` 4, and `12xlarge` 12 times 4.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-types.html
 */
export function vcpusOf(instanceType: string): number | undefined {
  const size = instanceType.split(".")[1] ?? "";
  const burstable = instanceType.startsWith("t");
  const small: Readonly<Record<string, number>> = {
    nano: 2,
    micro: 2,
    small: 2,
    medium: burstable ? 2 : 1,
    large: 2,
  };
  const times = /^(\d*)xlarge$/.exec(size)?.[1];
  return times === undefined ? small[size] : Number(times === "" ? 1 : times) * 4;
}
