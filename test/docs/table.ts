/** A Markdown section: a title and a table. */
export function table(
  title: string,
  first: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const head = [line([first, ...columns]), line([first, ...columns].map(() => "---"))];
  return [`## ${title}`, "", ...head, ...rows.map(line), ""].join("\n");
}
