/** Volumes of EBS, alone and of nodes. */

import type { Property } from "../../lib/property";
import { gap, join, numberAt, part, steady, textAt, whenKnown } from "../quote";
import type { Context, Known, Pricer, Quote } from "../quote";

/** What gp3 has without a charge: https://aws.amazon.com/ebs/pricing/ */
const FREE_IOPS = 3000;
const FREE_MIBPS = 125;

/** What a volume is made of. */
export interface VolumeInputs {
  readonly type: Known<string>;
  readonly sizeGiB: Known<number>;
  readonly iops: Known<number>;
  readonly throughput: Known<number>;
}

/** The inputs of a volume, which have other names in each resource. */
export function volumeAt(
  properties: Property,
  names: { readonly type: string; readonly size: string },
  standardType: string,
): VolumeInputs {
  return {
    type: textAt(properties.child(names.type), standardType),
    sizeGiB: numberAt(properties.child(names.size)),
    iops: numberAt(properties.child("iops"), 0),
    throughput: numberAt(properties.child("throughput"), 0),
  };
}

/** What one volume costs. */
export function volumeQuote({ type, sizeGiB, iops, throughput }: VolumeInputs, context: Context): Quote {
  return whenKnown([type, sizeGiB, iops, throughput], (kind, size, operations, mibps) => {
    const rate = (unit: string): number | undefined => context.price("ebsPerMonth", `${kind} ${unit}`);
    const perGiB = rate("GiB");
    if (perGiB === undefined) return gap("no-price", `the table has no price of EBS volumes of type ${kind}`);
    const free = kind === "gp3" ? FREE_IOPS : 0;
    const paidIops = Math.max(operations - free, 0) * (rate("IOPS") ?? 0);
    const paidThroughput = Math.max(mibps - FREE_MIBPS, 0) * (rate("MiBps") ?? 0);
    return part(`${kind} volume of ${String(size)} GiB`, steady(size * perGiB + paidIops + paidThroughput));
  });
}

/** Names of the inputs where a volume is part of something else. */
const inside = { type: "volumeType", size: "volumeSize" };

const volume: Pricer = ({ properties }, context) =>
  volumeQuote(volumeAt(properties, { type: "type", size: "size" }, "gp2"), context);

/** The volume of a block device of an instance; where it is not given, it is the image's. */
export function deviceQuote(device: Property, context: Context): Quote {
  if (device.state === "absent") return gap("unseen", "the size of the root volume is that of the image");
  return volumeQuote(volumeAt(device, inside, "gp3"), context);
}

/** The volumes of each node of a launch template. */
export function templateVolumes(template: Property, context: Context): Quote {
  const devices = template.child("blockDeviceMappings").items();
  if (devices.length === 0) return deviceQuote(template.child("blockDeviceMappings"), context);
  return join(...devices.map((device) => deviceQuote(device.child("ebs"), context)));
}

export const volumePricers: Readonly<Record<string, Pricer>> = { "aws:ebs/volume:Volume": volume };
