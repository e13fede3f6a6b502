/** Texts of the config in Authelia's configuration. */

/** A text as YAML in single quotes, in which templates have no meaning. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll("{{", '{{ "{{" }}')}'`;
}
