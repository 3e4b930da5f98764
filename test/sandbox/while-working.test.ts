import { setTimeout } from "node:timers/promises";
import { progressInCdk, whileWorking } from "../../lib/sandbox/while-working.ts";

test("work that takes long says again and again that it is under way, and how far it came", async () => {
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const work = async (tell: (detail: string) => void) => {
    await setTimeout(70);
    tell("12 of 150 resources");
    await setTimeout(70);
    return "done";
  };
  expect(await whileWorking(say, "deploying", work, 20)).toBe("done");
  expect(said[0]).toBe("  deploying, 0:00");
  expect(said.at(-1)).toBe("  deploying, 0:00: 12 of 150 resources");
  const count = said.length;
  await setTimeout(50);
  expect(said).toHaveLength(count);
});

test("work that is short, or fails, says nothing more", async () => {
  const said: string[] = [];
  const failing = whileWorking(
    (line) => said.push(line),
    "deploying",
    async () => {
      throw new Error("no");
    },
  );
  await expect(failing).rejects.toThrow("no");
  expect(said).toEqual([]);
});

test.each([
  [
    "ControlPlane |  12/150 | 10:12:33 AM | CREATE_COMPLETE | AWS::IAM::Role | x\nControlPlane | 13/150 | ",
    "13 of 150 resources",
  ],
  ["Bundling asset ControlPlane/sweep/Code/Stage...\n", "bundling sweep/Code"],
  ["Synthesis time: 3 s", null],
])("what the CDK prints becomes progress", (printed, progress) => {
  expect(progressInCdk(printed)).toBe(progress);
});
