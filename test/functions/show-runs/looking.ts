import type { World } from "../../simulator/world.ts";

export const hourMs = 3_600_000;
/** The link that lets an operator in. */
export const linkOf = async (world: World): Promise<string> => (await world.call("admit-operator", {})).url;

/** A browser that an operator's link has let in; each path is asked with its cookie. */
export async function admitted(world: World) {
  const entered = await world.does(async () => world.fetch(await linkOf(world)));
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const look = async (path: string) => {
    const response = await world.does(() => world.fetch(`http://127.0.0.1${path}`, { headers: { cookie } }));
    return { status: response.status, html: await response.text(), refresh: response.headers.get("refresh") };
  };
  return { entered, look };
}
