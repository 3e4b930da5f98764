import type { World } from "../../simulator/world.ts";

const minuteMs = 60_000;
const attempts = 20;

/**
 * Somebody presses the emergency stop, again where that came to an error. After a while two people of the directory want to
 * go on: each asks for a code, reads the mail and types it, and tries again in a minute if that did not work.
 */
export async function halt(world: World, forMs: number): Promise<void> {
  const { functions, application, people, time } = world;
  const invoke = async (task: string, input: object) => {
    const outcome = await functions.invoke(`${application}-${task}`, input, "an operator");
    return "error" in outcome ? null : (outcome.payload as { outcome: string }).outcome;
  };
  let pressed: string | null = null;
  for (let attempt = 1; pressed === null && attempt <= attempts; attempt += 1)
    pressed = await invoke("stop-work", { by: "an operator", reason: "something looks wrong" });
  if (pressed === "stopped") world.haltedAtMs = time.nowMs();
  await time.pause(forMs);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    for (const { id: person } of world.settings.approvers.slice(0, 2)) {
      if ((await invoke("resume-work", { person })) === "not-stopped") return;
      const mail = people.mails.findLast(({ text }) => text.includes(`--as ${person} --code`));
      const [, code] = /--code (\S+)/.exec(mail?.text ?? "") ?? [];
      if (code !== undefined) await invoke("resume-work", { person, code });
    }
    await time.pause(minuteMs);
  }
}
