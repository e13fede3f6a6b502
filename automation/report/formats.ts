/** Names of the forms in which a preview answers; the command line needs them before it needs the forms. */
export const reportFormats = ["table", "json", "sarif", "junit", "markdown", "tree"] as const;

/** Name of a form. */
export type ReportFormat = (typeof reportFormats)[number];
