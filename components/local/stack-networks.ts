/** The networks and named volumes of a stack. */

import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkModel, VolumeModel } from "../../model/compose";
import { labelList, shortHash } from "./container-args";

/** Names in the engine, by the key in the compose file. */
export type Names = ReadonlyMap<string, pulumi.Input<string>>;

/** Creates the networks; those that exist without us are taken by their name. */
export function createNetworks(
  name: string,
  networks: readonly NetworkModel[],
  options: pulumi.CustomResourceOptions,
): Names {
  return new Map(
    networks.map((network) => [
      network.id,
      network.external ? network.name : createNetwork(name, network, options),
    ]),
  );
}

function createNetwork(
  name: string,
  network: NetworkModel,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const args: docker.NetworkArgs = {
    name: network.name,
    // The hash makes every change of the file a new network, as for containers.
    labels: labelList({
      ...network.labels,
      "plinth.stack": pulumi.getStack(),
      "plinth.definition": shortHash(network),
    }),
    ...(network.driver === undefined ? {} : { driver: network.driver }),
    ...(Object.keys(network.driverOptions).length > 0 ? { options: { ...network.driverOptions } } : {}),
    ...(network.internal ? { internal: true } : {}),
    ...(network.attachable ? { attachable: true } : {}),
    ...(network.subnets.length > 0
      ? { ipamConfigs: network.subnets.map((subnet) => ipamConfig(subnet)) }
      : {}),
  };
  // The engine takes two networks of one name, and then nobody knows which is meant.
  return new docker.Network(`${name}-${network.id}`, args, { ...options, deleteBeforeReplace: true }).name;
}

function ipamConfig({
  subnet,
  gateway,
  ipRange,
}: NetworkModel["subnets"][number]): docker.types.input.NetworkIpamConfig {
  return {
    subnet,
    ...(gateway === undefined ? {} : { gateway }),
    ...(ipRange === undefined ? {} : { ipRange }),
  };
}

/** Creates the volumes; those that exist without us are taken by their name. */
export function createVolumes(
  name: string,
  volumes: readonly VolumeModel[],
  options: pulumi.CustomResourceOptions,
): Names {
  return new Map(
    volumes.map((volume) => [volume.id, volume.external ? volume.name : createVolume(name, volume, options)]),
  );
}

function createVolume(
  name: string,
  volume: VolumeModel,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const args: docker.VolumeArgs = {
    name: volume.name,
    labels: labelList({ ...volume.labels, "plinth.stack": pulumi.getStack() }),
    ...(volume.driver === undefined ? {} : { driver: volume.driver }),
    ...(Object.keys(volume.driverOptions).length > 0 ? { driverOpts: { ...volume.driverOptions } } : {}),
  };
  return new docker.Volume(`${name}-${volume.id}`, args, { ...options, deleteBeforeReplace: true }).name;
}
