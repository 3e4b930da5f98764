import type { Templated } from "../../resources/row.ts";
import { announcing } from "../../resources/tables.ts";
import type { Part } from "../environment.ts";
import { evaluateTemplate } from "./template/evaluate-template.ts";
import { isObject, type Objects, objectIn, type Value } from "./template/values.ts";

/** A resource that the template of a step makes reachable from the internet. */
export type AnnouncedExposure = {
  readonly step: string;
  readonly logicalId: string;
  readonly type: string;
  /** How it can be reached, in words. */
  readonly what: string;
  /** Whether it stays closed until production is released, because its step is the ingress. */
  readonly opensWithRelease: boolean;
};

/** A step with its template's text. */
export type StepTemplate = {
  readonly step: string;
  readonly part: Part;
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly template: string;
};

/** The resources of a step after its template's own evaluation; none if the text is no template. */
export function resourcesIn({
  template,
  parameters,
  stackName,
}: Omit<StepTemplate, "step" | "part">): Objects {
  let document: Value;
  try {
    document = JSON.parse(template);
  } catch {
    return {};
  }
  if (!isObject(document)) return {};
  const evaluated = evaluateTemplate({
    template: document,
    parameters,
    pseudo: { "AWS::StackName": stackName },
  });
  return objectIn(evaluated.template["Resources"]);
}

/** Everything that a step's template makes reachable, by the rows of its types. */
export function announcedBy(step: StepTemplate): readonly AnnouncedExposure[] {
  const resources = resourcesIn(step);
  return Object.entries(resources).flatMap(([logicalId, resource]): readonly AnnouncedExposure[] => {
    const { Type, Properties } = objectIn(resource);
    const type = String(Type);
    const row = Object.hasOwn(announcing, type) ? announcing[type] : undefined;
    const about = {
      logicalId,
      properties: objectIn(Properties),
      resources: resources as Templated["resources"],
    };
    return row?.announced(about) === true
      ? [{ step: step.step, logicalId, type, what: row.what, opensWithRelease: step.part === "ingress" }]
      : [];
  });
}
