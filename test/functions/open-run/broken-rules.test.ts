import { inOneText } from "../../../functions/open-run/broken-rules.ts";
import { changeDigest } from "../../../lib/domain/change/manifest.ts";
import type { Refusal } from "../../../lib/domain/change/refusal.ts";
import { keyOf } from "../../../lib/ports/shared/objects.ts";
import { refuse, requestsFor, requestsTo } from "../../simulator/requests.ts";
import { opening } from "./opening.ts";

/** A refusal whose one line has so many characters. */
const refusal = (name: string, length: number): Refusal => {
  const around = `${name}: here: ; leave it out`.length;
  return { rule: name, where: "here", seen: "x".repeat(length - around), todo: "leave it out" };
};
const line = (name: string, length: number) => `${name}: here: ${refusal(name, length).seen}; leave it out`;

describe("all refusals in one text", () => {
  test("are none if there are none", () => {
    expect(inOneText([])).toBeNull();
  });

  test("stand one on a line, each once", () => {
    expect(inOneText([refusal("one", 50), refusal("two", 50)])).toBe(
      `InvalidChange: ${line("one", 50)}\n${line("two", 50)}`,
    );
  });

  test("are told as long as 4,000 characters are enough", () => {
    // The line end between them counts too.
    expect(inOneText([refusal("one", 2_000), refusal("two", 1_999)])).toBe(
      `InvalidChange: ${line("one", 2_000)}\n${line("two", 1_999)}`,
    );
  });

  test("are cut at a refusal's end otherwise, and the rest is counted", () => {
    const long = [refusal("one", 2_000), refusal("two", 2_000), refusal("three", 50)];
    expect(inOneText(long)).toBe(
      `InvalidChange: ${line("one", 2_000)}\nand 2 more: "interlock check" reports all of them`,
    );
    expect(inOneText([refusal("zero", 50), ...long])).toBe(
      `InvalidChange: ${line("zero", 50)}\n${line("one", 2_000)}\nand 2 more: "interlock check" reports all of them`,
    );
  });

  test("are cut within the first one if that alone is too long", () => {
    expect(inOneText([refusal("one", 5_000)])).toBe(`InvalidChange: ${line("one", 5_000).slice(0, 4_000)}`);
  });
});

test("the account is asked for its exports only if the change imports what it does not export itself", async () => {
  const { installation, open } = await opening();
  const asked = requestsTo(installation.account, requestsFor("cloudformation", "ListExports"));
  expect(await open()).toEqual({ next: "ask" });
  expect(asked).toEqual([]);
});

test("a template that S3 does not give now refuses nothing: the state machine calls again", async () => {
  const { installation, change, open, entries } = await opening();
  const template = keyOf(change.environments.production[0]?.templateDigest ?? "");
  const { end } = refuse(
    installation.account,
    (call) =>
      requestsFor("s3", "GetObject")(call) && (call.input as { readonly Key?: string }).Key === template,
  );
  expect(template).not.toBe(keyOf(changeDigest(change)));
  await expect(open()).rejects.toMatchObject({ name: "Throttled" });
  expect(await entries()).toEqual([]);
  end();
  expect(await open()).toEqual({ next: "ask" });
});
