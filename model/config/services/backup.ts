/** Config of backups: `plinth:backup`. */

import { z } from "zod";
import { volumeModes } from "../../k8s/backup";
import { longestGapMinutes, parseCron } from "../../k8s/cron";
import { keyWords } from "../keys";
import { STORE_WORDS, storedSecret, STORED_SECRET_ALLOWED, storeName } from "./names";
import { REGION } from "../rules";
import type { RuleParams } from "../rules";

/** Longest that a backup is kept, in hours: some days less than the 400 after which its bucket on AWS drops it. */
const MOST_HOURS = 390 * 24;

/** Name of a bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const CRON_ALLOWED = "five fields of cron in UTC: minute, hour, day, month, weekday, such as 30 2 * * *";

/** Settings of one schedule. */
function schedule(cron: string, keepHours: number) {
  return z
    .strictObject({
      cron: z
        .string()
        .refine((text) => parseCron(text) !== undefined, "is not a schedule")
        .default(cron)
        .register(keyWords, { description: "When it runs.", allowed: CRON_ALLOWED }),
      keepHours: z
        .int()
        .min(1)
        .max(MOST_HOURS)
        .default(keepHours)
        .register(keyWords, { description: "Hours after which a backup is deleted." }),
    })
    .prefault({});
}

/** Settings of the backups. */
export const BackupSettings = z.strictObject({
  objects: schedule("0 * * * *", 72).register(keyWords, {
    description: "Backups of objects alone, which are small.",
    examples: [{ cron: "15 * * * *", keepHours: 48 }],
  }),
  full: schedule("30 2 * * *", 720).register(keyWords, {
    description: "Backups of objects and volumes.",
    examples: [{ cron: "30 1 * * *", keepHours: 1440 }],
  }),
  bucket: z
    .string()
    .regex(BUCKET, "is not the name of a bucket")
    .optional()
    .register(keyWords, {
      description: "Bucket that backups go to. On AWS the stack has its own.",
      allowed: "3 to 63 of a to z, 0 to 9, dots and hyphens, beginning and ending with a letter or digit",
      examples: ["backups"],
    }),
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,63}$/, "is not the name of a region")
    .optional()
    .register(keyWords, {
      description: "Region of the bucket. Without it `us-east-1`, which most servers other than AWS's take.",
      allowed: "1 to 63 of a to z, 0 to 9 and hyphens",
      examples: ["eu-central-1"],
    }),
  endpoint: z
    .string()
    .max(2000)
    .regex(/^https?:\/\/[A-Za-z0-9.[\]:-]+$/, "is not the URL of a server")
    .refine((url) => URL.canParse(url), "is not the URL of a server")
    .optional()
    .register(keyWords, {
      description: "Server of the bucket, which speaks S3. Without it that is AWS's.",
      allowed: "an http or https URL of a host, with its port if it has one of its own, and without a path",
      examples: ["https://s3.example.com"],
    }),
  credentials: z
    .strictObject({
      store: storeName().register(keyWords, {
        description: "ClusterSecretStore of External Secrets that has them.",
        ...STORE_WORDS,
      }),
      key: storedSecret().register(keyWords, {
        description:
          "Name of the secret in that store; its properties are `accessKeyId` and `secretAccessKey`.",
        allowed: STORED_SECRET_ALLOWED,
        examples: ["backup/bucket"],
      }),
    })
    .optional()
    .register(keyWords, {
      description: "Where the keys of the bucket come from. On AWS Velero has a role.",
    }),
  volumes: z
    .enum(volumeModes)
    .optional()
    .register(keyWords, {
      description:
        "What full backups do with volumes: `none`, or `csi`, snapshots by the cluster's CSI drivers, for which it needs the snapshot controller and a VolumeSnapshotClass with the label `velero.io/csi-volumesnapshot-class`. Without it none; on AWS they are snapshots of EBS.",
      examples: ["csi"],
    }),
});
export type BackupSettings = z.infer<typeof BackupSettings>;

/** Keys that only say where backups go, which a stack on AWS knows. */
const placeKeys = ["bucket", "region", "endpoint", "credentials", "volumes"] as const;

type AnyRecord = Readonly<Record<string, unknown>>;
type Report = (path: readonly string[], message: string, params: RuleParams) => void;

/**
 * Reports backups that have no place to go to, that are gone before the next one comes, or that nothing makes.
 *
 * It runs also where other keys are wrong, so it must take any value.
 */
export function checkBackup(
  config: unknown,
  context: Pick<z.core.$RefinementCtx, "addIssue">,
  { ownBucket }: { readonly ownBucket: boolean },
): void {
  const { recipes, backup } = (config ?? {}) as AnyRecord;
  if (!Array.isArray(recipes)) return;
  const report: Report = (path, message, params) => {
    context.addIssue({ code: "custom", path: ["backup", ...path], message, params: { ...params } });
  };
  if (!recipes.includes("backup")) {
    if (placeKeys.some((key) => (backup as AnyRecord | undefined)?.[key] !== undefined))
      report([], "is used by nothing: plinth:recipes has no backup", {
        allowed: "nothing without the recipe backup",
        remove: true,
      });
    return;
  }
  const { data } = BackupSettings.safeParse(backup ?? {});
  if (data === undefined) return;
  for (const one of ["objects", "full"] as const) checkSchedule(one, data[one], report);
  if (ownBucket) checkOwnPlace(data, report);
  else checkPlace(data, report);
}

function checkSchedule(name: string, { cron, keepHours }: BackupSettings["full"], report: Report): void {
  const parsed = parseCron(cron);
  if (parsed === undefined) return;
  const minutes = longestGapMinutes(parsed);
  if (minutes === Infinity) {
    report([name, "cron"], "never runs", { allowed: CRON_ALLOWED });
    return;
  }
  const hours = Math.ceil(minutes / 60);
  if (keepHours >= hours) return;
  const most = hours > MOST_HOURS;
  const title = `plinth:backup.${name}`;
  report(
    [name, "keepHours"],
    `is less than the ${String(hours)} hours that can pass between two backups of ${title}.cron, so that there would be times without any`,
    {
      allowed: most
        ? `${title}.cron that runs more often: backups are kept for ${String(MOST_HOURS)} hours at most`
        : `a whole number from ${String(hours)} to ${String(MOST_HOURS)}, or ${title}.cron that runs more often`,
      ...(most ? { set: ["backup", name, "cron"], example: "30 2 * * *" } : { example: hours }),
    },
  );
}

/** What a stack on AWS decides itself. */
function checkOwnPlace(backup: BackupSettings, report: Report): void {
  for (const key of placeKeys)
    if (backup[key] !== undefined)
      report([key], "is given, while a stack on AWS has a bucket, a key and a role for its backups", {
        allowed: "nothing on AWS",
        remove: true,
      });
}

/** What any other cluster must be told. */
function checkPlace({ bucket, endpoint, region, credentials }: BackupSettings, report: Report): void {
  if (bucket === undefined)
    report(["bucket"], "is missing: the recipe backup has no place to put backups", {
      allowed: "the name of a bucket that is there",
      example: "backups",
    });
  if (credentials === undefined)
    report(["credentials"], "is missing: the recipe backup cannot write to its bucket", {
      allowed: "a store of External Secrets and the name of the secret in it",
      example: { store: "vault", key: "backup/bucket" },
    });
  if (endpoint !== undefined || (region !== undefined && REGION.test(region))) return;
  const problem = region === undefined ? "is missing" : "is not a region of AWS";
  report(["region"], `${problem}: without plinth:backup.endpoint the bucket is on AWS`, {
    allowed: "the name of an AWS region, or plinth:backup.endpoint for a server of another maker",
    example: "eu-central-1",
  });
}
