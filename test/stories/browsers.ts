import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { checkout } from "../../lib/sandbox/place.ts";

/** Debian's package; nothing downloads a browser. */
const executables = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** How people look: at a phone, at a desk, by day and by night. */
export const viewports = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 900 },
} as const;

/** A real browser. @throws Error that names the package to install if none is found. */
export async function launch(): Promise<Browser> {
  const executablePath = executables.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error("there is no chromium on this machine: install Debian's package chromium");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** A fresh browser profile. `bypassCSP` is for tools that look into the page; a person's browser never has it. */
export const profile = (
  browser: Browser,
  viewport: keyof typeof viewports,
  options: { readonly colorScheme?: "light" | "dark"; readonly bypassCSP?: boolean } = {},
): Promise<BrowserContext> =>
  browser.newContext({
    viewport: viewports[viewport],
    deviceScaleFactor: viewport === "phone" ? 2 : 1,
    isMobile: viewport === "phone",
    ...options,
  });

/** Keeps a picture of the whole page as output of the test. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(checkout, ".stories", "screenshots");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
