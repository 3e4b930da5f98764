import { isFact } from "../../lib/domain/records/facts.ts";
import { application, effectsFromNow, install, rejectAt, stackOf, take } from "../simulator/runs.ts";
import { audit, type Extra, having, refusalOf, template, without, withSteps } from "./removing.ts";

describe("a change is refused before any effect when a stack that it no longer has", () => {
  const production = { in: ["production"] } as const;
  const secret = { Parameters: { Password: { Type: "String", NoEcho: true, Default: "x" } } };

  test.each<[string, Extra, string]>([
    [
      "holds data",
      { ...audit, ...production, template: template({}, { Log: { Type: "AWS::Logs::LogGroup" } }) },
      `removed-stack: ${application}-production-audit: the change no longer has it, and Log (AWS::Logs::LogGroup) holds data: its events can't be written again; save what is in it, then put it back into the change, or delete the stack yourself`,
    ],
    [
      "would leave something behind",
      {
        ...audit,
        ...production,
        template: template({}, { Topic: { Type: "AWS::SNS::Topic", DeletionPolicy: "Retain" } }),
      },
      "Topic (AWS::SNS::Topic) would stay behind (its DeletionPolicy is Retain)",
    ],
    [
      "has secrets that cannot be read back",
      { ...audit, ...production, template: template(secret) },
      "the values of its parameters Password cannot be read, so it could not be made again",
    ],
  ])("%s", async (_what, extra, said) => {
    const world = install();
    await take(world, withSteps(world, [extra]));
    const effects = effectsFromNow(world);
    const { verdict, entries } = await without(world);

    expect(refusalOf(entries)).toContain(said);
    expect(verdict).toBe("REFUSED");
    expect(effects).toEqual([]);
    expect(entries.find(isFact("open-run", "observation"))?.detail).not.toHaveProperty("removed");
  });

  test("was never deployed by a run", async () => {
    const world = await having();
    world.cloudFormation.place(`${application}-production-audit`, template());
    const { verdict, entries } = await without(world);

    expect(verdict).toBe("REFUSED");
    expect(refusalOf(entries)).toContain(
      `removed-stack: ${application}-production-audit: it stands under the environment's name, the change does not have it, and no run deployed it`,
    );
  });

  test("was only asked for by a run that never came to it", async () => {
    const world = install();
    rejectAt(world, "staging-sign-off");
    await take(world, withSteps(world, [audit]));
    world.cloudFormation.place(`${application}-production-audit`, template());

    expect(refusalOf((await without(world)).entries)).toContain(
      `${application}-production-audit: it stands under the environment's name, the change does not have it, and no run deployed it`,
    );
  });

  test("is not at rest", async () => {
    const world = await having(audit);
    stackOf(world, "production", "audit")?.move("UPDATE_ROLLBACK_FAILED", undefined);
    const { verdict, entries } = await without(world);

    expect(verdict).toBe("REFUSED");
    expect(refusalOf(entries)).toContain("the change no longer has it, and it is UPDATE_ROLLBACK_FAILED");
  });
});
