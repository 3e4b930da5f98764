import { synthesisedTemplate } from "../../simulator/template.ts";
import { policiesIn } from "../iam/policies.ts";
import { deployed } from "../iam/template.ts";
import { carryOut, lineOf } from "./attack.ts";
import { attacksOnPolicies } from "./on-policies.ts";

const control = deployed(await synthesisedTemplate());
const done = await carryOut(attacksOnPolicies(control, policiesIn(control)), (one) =>
  console.log(lineOf(one).slice(0, 900)),
);
console.log(done.filter(({ effect }) => effect !== null).length, done.length);
