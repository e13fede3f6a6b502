/** Objects of Kubernetes, of any kind. */

/** As much of an object as every kind has. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** An object with whatever its kind has beside that. */
export type AnyObject = KubernetesObject & Readonly<Record<string, unknown>>;

/** An object that says what is wanted, as most do. */
export interface SpecifiedObject extends KubernetesObject {
  readonly spec: object;
}

/** An object as it is read from a cluster. */
export interface ReadObject extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & {
    readonly uid?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}
