import { typedFor } from "../../../lib/settings/typed.ts";
import { terminalAt } from "../../simulator/terminal.ts";
import type { World } from "../../simulator/world.ts";

/** A terminal as it opens on a laptop, and a page as a browser shows it there, without scrolling. */
export const screen = { columns: 120, lines: 40 };

/** What an operator sees first: of a command its first screen, of a link the top of its page as text. */
export async function firstScreen(world: World, args: string): Promise<string> {
  const typed = typedFor({ application: world.application })(args);
  const { lines } = await terminalAt(world)(typed);
  const shown = args === "open" ? textOf(await pageAt(world, lines.at(-1) ?? "")) : lines;
  return shown.slice(0, screen.lines).join("\n");
}

async function pageAt(world: World, link: string): Promise<string> {
  const entered = await world.does(() => world.fetch(link));
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const to = new URL(entered.headers.get("location") ?? "", link).href;
  return world.does(async () => (await world.fetch(to, { headers: { cookie } })).text());
}

/** The text of a page, a row of a table on one line. */
const textOf = (page: string): readonly string[] =>
  page
    .replace(/<(head|style)\b.*?<\/\1>/gs, "")
    .replace(/<\/(tr|p|h1|h2|li)>/g, "\n")
    .replace(/<[^>]+>/g, " ")
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");

/** What is not on a screen of what should be there. */
export const missingOn = (text: string, found: readonly (string | RegExp)[]): readonly string[] =>
  found
    .filter((one) => {
      // A long line goes on below, two columns further in.
      const unwrapped = text.replace(/\n {2}(?=\S)/g, " ");
      return typeof one === "string" ? !unwrapped.includes(one) : !one.test(unwrapped);
    })
    .map(String);
