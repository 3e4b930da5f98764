import { rmSync, writeFileSync } from "node:fs";
import * as z from "zod";
import type { Ids } from "../../lib/ports/ids/port.ts";
import { ids } from "../../lib/ports/ids/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import type { Access } from "../../lib/ports/shared/access.ts";
import { json, text, wire } from "../../lib/ports/shared/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { wired } from "../../lib/runtime/wired.ts";

const access = {
  allow: () => [],
  variables: () => ({ NAME: "n", PEOPLE: "[]" }),
} satisfies Access;
const people = json(z.array(z.string()));
const port = wire<typeof access>()({ NAME: text, PEOPLE: people }, (values) => values);

/** The environment has these variables while `work` runs. */
function having<T>(variables: Readonly<Record<string, string>>, work: () => T): T {
  const before = process.env;
  process.env = { ...before, ...variables };
  try {
    return work();
  } finally {
    process.env = before;
  }
}

test("a port is made from the parsed values of exactly its variables", () => {
  const ports = having({ NAME: "shop", PEOPLE: '["paula"]', OTHER: "x" }, () => wired({ port }));

  expect(ports.port).toEqual({ NAME: "shop", PEOPLE: ["paula"] });
});

test.each([
  ["absent", { NAME: "shop" }, "the setting PEOPLE is absent: deploy the control plane again"],
  ["empty", { NAME: "", PEOPLE: "[]" }, "the setting NAME is empty: deploy the control plane again"],
  ["of another shape", { NAME: "shop", PEOPLE: "{}" }, /^the setting PEOPLE does not parse .*deploy/s],
  ["no JSON", { NAME: "shop", PEOPLE: "paula" }, /^the setting PEOPLE does not parse .*deploy/s],
])("a variable that is %s is refused by its name", (_what, variables, message) => {
  expect(() => having(variables, () => wired({ port }))).toThrow(
    expect.objectContaining({ name: "SettingMissing", message: expect.stringMatching(message) }),
  );
});

test("settings are read beside the code: they may be longer than Lambda's variables", () => {
  const file = new URL("../../lib/runtime/settings.json", import.meta.url);
  const reading = wire<{ allow: () => []; variables: () => { SETTINGS: string } }>()(
    { SETTINGS: people },
    ({ SETTINGS }) => SETTINGS,
  );
  expect(() => wired({ reading })).toThrow("the setting SETTINGS is absent: deploy the control plane again");

  writeFileSync(file, '["paula"]');
  try {
    expect(wired({ reading })).toEqual({ reading: ["paula"] });
  } finally {
    rmSync(file);
  }
});

/** The compiler fails if one of these lines compiles. They are never run. */
const mistakes = () =>
  [
    // @ts-expect-error: a wire must read every variable that the port's access sets.
    () => wire<typeof access>()({ NAME: text }, () => 0),
    // @ts-expect-error: a wire must not read a variable that the port's access does not set.
    () => wire<typeof access>()({ NAME: text, PEOPLE: people, OTHER: text }, () => 0),
    // @ts-expect-error: a wire must name the type of its port's access.
    () => wire()({ NAME: text }, () => 0),
    // @ts-expect-error: a handler must hand over every port of its row.
    () => task("stop-work", () => async () => ({ outcome: "stopped" }), {}),
    // @ts-expect-error: a handler must not hand over a port that is not in its row.
    () => task("stop-work", () => async () => ({ outcome: "stopped" }), { records, ids }),
    // @ts-expect-error: a handler must hand over each port under its own name.
    () => task("stop-work", () => async () => ({ outcome: "stopped" }), { records: ids }),
  ] satisfies readonly (() => unknown)[];

/** The same lines without the mistakes do compile. */
const right = () =>
  [
    () => wire<typeof access>()({ NAME: text, PEOPLE: people }, () => 0),
    () => task("stop-work", () => async () => ({ outcome: "stopped" }), { records }),
    (): Ids => having({}, () => wired({ ids })).ids,
  ] satisfies readonly (() => unknown)[];

test("the compiler compares a wire with its access, and a handler with its row", () => {
  expect([mistakes, right].map((lines) => lines().length)).toEqual([6, 3]);
});
