/** Small pieces of Markdown, formatted as Prettier would. */

import { format } from "prettier";
import { WRITTEN } from "./output";

/** Text in which nothing outside backticks is read as HTML. */
export function prose(text: string): string {
  const parts = text.split("`");
  return parts.map((part, index) => (index % 2 === 0 ? part.replaceAll("<", "&lt;") : part)).join("`");
}

/** A cell's text with the characters that would end the cell made harmless. */
function cell(text: string): string {
  return prose(text).replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** Text as code; two backticks where the text has one itself. */
export function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text with each sentence on a line of its own, as the docs have it. */
export function sentencePerLine(text: string): string {
  return text.replaceAll(/([.!?]) +(?=[\p{Lu}`])/gu, "$1\n");
}

/**
 * A page: its title, the note that it is written by a program, its parts.
 *
 * @param written the note; the default is for what comes from the model.
 */
export async function page(title: string, parts: readonly string[], written = WRITTEN): Promise<string> {
  const text = [`<!-- ${written} -->`, `# ${title}`, ...parts].join("\n\n");
  // Code in a page is written as Prettier would; to format it once more costs more than all the rest.
  return format(text, {
    parser: "markdown",
    printWidth: 110,
    proseWrap: "preserve",
    embeddedLanguageFormatting: "off",
  });
}
