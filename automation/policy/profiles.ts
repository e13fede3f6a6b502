/** The profiles of the pack; the command line needs their names before it needs the pack. */
export const profileNames = ["baseline", "strict", "local"] as const;

/** Name of a profile. */
export type ProfileName = (typeof profileNames)[number];
