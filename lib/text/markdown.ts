import { visible } from "./visible.ts";

/**
 * A text that is not ours, as code in Markdown: no link, mention, image or markup in it works. Source: GitHub Flavored
 * Markdown, 6.3 code spans; a back quote would end it, so it becomes another mark.
 */
export const code = (text: string, most = 200): string => {
  const line = visible(text.normalize("NFC")).replaceAll("`", "´").replace(/\s+/g, " ").trim();
  return `\`${line === "" ? " " : line.length <= most ? line : `${line.slice(0, most - 1)}…`}\``;
};
