import type { Settings } from "../settings/port.ts";
import { githubForge } from "./github.ts";
import { gitlabForge } from "./gitlab.ts";
import type { Forge } from "./port.ts";
import type { Reaching } from "./reaching.ts";

/** The forges that the settings name. An outcome is shown at the one that has its repository. */
export function forgeOf({ github, gitlab }: Pick<Settings, "github" | "gitlab">, reaching: Reaching): Forge {
  const forges = [
    ...(github?.app === undefined ? [] : [githubForge({ ...github, app: github.app }, reaching)]),
    ...(gitlab === undefined ? [] : [gitlabForge(gitlab, reaching)]),
  ];
  return {
    async show(outcome) {
      for (const forge of forges) if ((await forge.show(outcome)) === "shown") return "shown";
      return "elsewhere";
    },
  };
}
