/** A compose file as the rest of the program sees it: checked, filled in, with absolute paths. */

/** A compose file. */
export interface ComposeModel {
  /** Name of the project: what names are made from where the file gives none. */
  readonly project: string;
  /** Services in the file's order, without those of profiles that are not active. */
  readonly services: readonly ServiceModel[];
  /** Networks that the services use. */
  readonly networks: readonly NetworkModel[];
  /** Named volumes that the services use. */
  readonly volumes: readonly VolumeModel[];
  /** Variables that the file uses and that have neither a value nor a default; they count as empty. */
  readonly unsetVariables: readonly string[];
}

/** One service. */
export interface ServiceModel {
  /** The service's key in the file. */
  readonly id: string;
  readonly containerName: string;
  /** Reference of the image; where the service is built, the name that the built image gets. */
  readonly image: string;
  readonly build: BuildModel | undefined;
  /**
   * Whether it runs to its end instead of staying up: another service waits for its completion, or it has
   * `restart: "no"` and no health check.
   */
  readonly oneShot: boolean;
  readonly dependsOn: readonly DependencyModel[];
  readonly command: readonly string[] | undefined;
  readonly entrypoint: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly MountModel[];
  /** Options by path in the container. */
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly ports: readonly PortModel[];
  /** Networks that it is attached to; empty where `networkMode` is given. */
  readonly networks: readonly AttachmentModel[];
  readonly networkMode: "none" | "host" | "bridge" | undefined;
  readonly extraHosts: readonly ExtraHostModel[];
  readonly healthcheck: HealthcheckModel | undefined;
  readonly restart: RestartModel | undefined;
  readonly resources: ResourcesModel;
  readonly security: SecurityModel;
  readonly logging: LoggingModel | undefined;
  /** Settings that are one plain value each. */
  readonly settings: SettingsModel;
}

/** How an image is built. */
export interface BuildModel {
  /** Absolute path of the folder that is sent to the builder. */
  readonly context: string;
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  readonly args: Readonly<Record<string, string>>;
  readonly target: string | undefined;
}

/** What a service waits for before it starts. */
export interface DependencyModel {
  readonly service: string;
  readonly condition: DependencyCondition;
}

/** State of a service that another one can wait for. */
export type DependencyCondition = "service_started" | "service_healthy" | "service_completed_successfully";

/** Something mounted into a container. */
export type MountModel =
  | (MountPoint & {
      readonly kind: "bind";
      /** Absolute path on the host; made by the engine where it does not exist. */
      readonly source: string;
      readonly selinux: "z" | "Z" | undefined;
    })
  | (MountPoint & {
      readonly kind: "volume";
      /** The volume's key in the file; `undefined` for a volume that lives as long as the container. */
      readonly volume: string | undefined;
    });

interface MountPoint {
  readonly target: string;
  readonly readOnly: boolean;
}

/** A published port. */
export interface PortModel {
  /** Address on the host. @default every address */
  readonly hostIp: string | undefined;
  /** Port on the host. @default one that the engine chooses */
  readonly published: number | undefined;
  /** Port in the container. */
  readonly target: number;
  readonly protocol: "tcp" | "udp" | "sctp";
}

/** A network that a service is attached to. */
export interface AttachmentModel {
  /** The network's key in the file. */
  readonly network: string;
  /** Names that it has in that network, its own among them. */
  readonly aliases: readonly string[];
  readonly ipv4Address: string | undefined;
}

/** A name that the container resolves without DNS. */
export interface ExtraHostModel {
  readonly host: string;
  /** An IPv4 address, or `host-gateway`. */
  readonly ip: string;
}

/** A health check; every field that the file leaves out has Docker's own default. */
export interface HealthcheckModel {
  /** `["NONE"]` switches the image's own check off. @default the image's own */
  readonly test: readonly string[] | undefined;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly startPeriodSeconds: number;
  readonly retries: number;
}

/** When the engine starts a container again. */
export interface RestartModel {
  readonly policy: "no" | "always" | "unless-stopped" | "on-failure";
  /** Only with `on-failure`. @default no limit */
  readonly maximumRetries: number | undefined;
}

/** Limits. */
export interface ResourcesModel {
  readonly memoryMiB: number | undefined;
  readonly memoryReservationMiB: number | undefined;
  /** Memory and swap together; -1 for no limit. */
  readonly memorySwapMiB: number | undefined;
  readonly shmMiB: number | undefined;
  readonly cpus: number | undefined;
  readonly cpuShares: number | undefined;
  readonly cpuSet: string | undefined;
  readonly ulimits: readonly UlimitModel[];
}

/** One limit of the processes. */
export interface UlimitModel {
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

/** What the container may do. */
export interface SecurityModel {
  readonly user: string | undefined;
  readonly privileged: boolean;
  readonly readOnly: boolean;
  /** With the prefix `CAP_`, or `ALL`. */
  readonly capAdd: readonly string[];
  /** With the prefix `CAP_`, or `ALL`. */
  readonly capDrop: readonly string[];
  readonly securityOpts: readonly string[];
  readonly groupAdd: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
  readonly ipc: string | undefined;
  readonly pid: string | undefined;
}

/** Where the container's output goes. */
export interface LoggingModel {
  readonly driver: string | undefined;
  readonly options: Readonly<Record<string, string>>;
}

/** Settings that are one plain value each. */
export interface SettingsModel {
  readonly workingDir: string | undefined;
  readonly hostname: string | undefined;
  readonly domainname: string | undefined;
  /** Whether a small init process is the first one. @default the engine's own setting */
  readonly init: boolean | undefined;
  readonly tty: boolean;
  readonly stdinOpen: boolean;
  readonly stopSignal: string | undefined;
  /** Time between asking the container to stop and ending it, in whole seconds. @default 10, as in Compose */
  readonly stopGraceSeconds: number | undefined;
  readonly dns: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly dnsOptions: readonly string[];
}

/** A network. */
export interface NetworkModel {
  /** The network's key in the file. */
  readonly id: string;
  /** Its name in the engine. */
  readonly name: string;
  /** Whether it exists without us. */
  readonly external: boolean;
  readonly driver: string | undefined;
  readonly driverOptions: Readonly<Record<string, string>>;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly subnets: readonly SubnetModel[];
}

/** Addresses of a network. */
export interface SubnetModel {
  readonly subnet: string;
  readonly gateway: string | undefined;
  readonly ipRange: string | undefined;
}

/** A named volume. */
export interface VolumeModel {
  /** The volume's key in the file. */
  readonly id: string;
  /** Its name in the engine. */
  readonly name: string;
  /** Whether it exists without us. */
  readonly external: boolean;
  readonly driver: string | undefined;
  readonly driverOptions: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}
