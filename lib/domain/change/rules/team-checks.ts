import { askedOf, checkTag, type TeamQuestion } from "../../team-question.ts";
import type { Refusal } from "../refusal.ts";
import { isList, type Objects, objectIn } from "../template/values.ts";
import { type ChangeRule, type ReadStep, refusing, resourcesOf } from "./candidate.ts";

/** The types that a question is asked of, and what a team calls them; null for an output. */
const typesOf: Readonly<
  Record<TeamQuestion["kind"], { readonly types: readonly string[]; readonly word: string } | null>
> = {
  http: null,
  alarm: { types: ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"], word: "alarm" },
  function: { types: ["AWS::Lambda::Function"], word: "function" },
};

/** Each check that the plan's owner added has something in the change that answers it. */
export const teamChecks: ChangeRule = refusing((steps, { application, demands }) =>
  Object.entries(demands.environments).flatMap(([environment, { asks }]) =>
    asks.flatMap(({ id, asks: question }): readonly Refusal[] => {
      const where = `${environment}/${question.step}/${askedOf(question)}`;
      const refuse = (seen: string, todo: string) => [{ rule: "team-check", where, seen, todo }];
      const step = steps.find((one) => one.environment === environment && one.step === question.step);
      if (step === undefined)
        return refuse(
          `the plan's check ${id} asks the step ${question.step}, which ${environment} does not have`,
          "add the stack, or correct the step in the plan",
        );
      const wanted = typesOf[question.kind];
      if (wanted === null)
        return Object.hasOwn(objectIn(step.evaluated["Outputs"]), askedOf(question))
          ? []
          : refuse(
              `the plan's check ${id} asks an output that the stack does not have; it has ${named(Object.keys(objectIn(step.evaluated["Outputs"])))}`,
              "add a CfnOutput of that id, or correct the output in the plan",
            );
      const candidates = resourcesOf(step).filter(({ type }) => wanted.types.includes(type));
      const found = candidates.find(({ logicalId }) => logicalId === askedOf(question));
      if (found === undefined)
        return refuse(
          `the plan's check ${id} asks the ${wanted.word} ${askedOf(question)}, which the stack does not have; it has ${named(candidates.map(({ logicalId }) => logicalId))}`,
          "add it, or correct the logical id in the plan",
        );
      return question.kind === "function" && tagOf(step, found.properties) !== application
        ? refuse(
            `the plan's check ${id} asks a function without the tag ${checkTag}`,
            `add the tag with the value ${application}: Interlock may invoke only functions that have it`,
          )
        : [];
    }),
  ),
);

const named = (ids: readonly string[]): string => (ids.length === 0 ? "none" : ids.join(", "));

/** The tag of a function: its own, or that of its stack, which CloudFormation gives to its resources. */
function tagOf({ tags }: ReadStep, properties: Objects): string | undefined {
  const own = properties["Tags"];
  const found = isList(own) ? own.map(objectIn).find(({ Key }) => Key === checkTag) : undefined;
  return found === undefined ? tags[checkTag] : String(found["Value"]);
}
