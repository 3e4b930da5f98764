import type { Templated } from "../../resources/row.ts";
import { announcing, openingsOf } from "../../resources/tables.ts";
import type { Part } from "../environment.ts";
import { opens } from "../opens.ts";
import type { AnnouncedExposure } from "./exposure.ts";
import { evaluateTemplate } from "./template/evaluate-template.ts";
import { type Objects, objectIn, templateIn } from "./template/values.ts";

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
  const document = templateIn(template);
  if (document === null) return {};
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
    const openings = (Object.hasOwn(openingsOf, type) ? openingsOf[type] : undefined) ?? [];
    const whats = [
      ...(row?.announced(about) === true ? [row.what] : []),
      // What the properties do not tell may be open.
      ...openings.filter((opening) => opens(opening, about.properties) !== false).map(({ what }) => what),
    ];
    return whats.map((what) => ({
      step: step.step,
      logicalId,
      type,
      what,
      opensWithRelease: step.part === "ingress",
    }));
  });
}
