import type { Templated } from "../../resources/row.ts";
import { announcing, openingsOf } from "../../resources/tables.ts";
import type { Part } from "../environment.ts";
import { opens } from "../opens.ts";
import type { AnnouncedExposure, Announcements } from "./exposure.ts";
import { evaluateTemplate } from "./template/evaluate-template.ts";
import { type Objects, objectIn, templateIn } from "./template/values.ts";
import { variantsOf } from "./template/variants.ts";

/** A step with its template's text. */
export type StepTemplate = {
  readonly step: string;
  readonly part: Part;
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly template: string;
  /** Where the stack belongs; absent if the assembly leaves it open. */
  readonly account?: string;
  readonly region?: string;
};

/** The resources of a step after its template's own evaluation, wherever it is deployed; none if the text is no template. */
export const resourcesIn = (step: Omit<StepTemplate, "step" | "part">): Objects => evaluatedIn(step, {});

function evaluatedIn(
  { template, parameters, stackName }: Omit<StepTemplate, "step" | "part">,
  place: Readonly<Record<string, string>>,
): Objects {
  const document = templateIn(template);
  if (document === null) return {};
  const pseudo = { "AWS::StackName": stackName, ...place };
  return objectIn(evaluateTemplate({ template: document, parameters, pseudo }).template["Resources"]);
}

/** One way in that a template announces, and the questions that its announcement answers. */
type Announced = {
  readonly logicalId: string;
  readonly type: string;
  readonly what: string;
  readonly questions: readonly string[];
  /** How far it is open; null where open is open. */
  readonly extent: readonly string[] | null;
};

/** Everything that may be open, whatever the conditions turn out to be that nobody can tell beforehand. */
function announcedIn(step: StepTemplate): readonly Announced[] {
  const { account, region } = step;
  const resources = evaluatedIn(step, {
    ...(account === undefined ? {} : { "AWS::AccountId": account }),
    ...(region === undefined ? {} : { "AWS::Region": region }),
  });
  const ways = new Map<string, Announced>();
  for (const way of variantsOf(resources).flatMap((variant) => announcedAmong(objectIn(variant)))) {
    const name = `${way.logicalId} ${way.what}`;
    const known = ways.get(name)?.extent ?? [];
    ways.set(name, { ...way, extent: way.extent === null ? null : [...new Set([...known, ...way.extent])] });
  }
  return [...ways.values()];
}

function announcedAmong(resources: Objects): readonly Announced[] {
  return Object.entries(resources).flatMap(([logicalId, resource]): readonly Announced[] => {
    const { Type, Properties } = objectIn(resource);
    const type = String(Type);
    const row = Object.hasOwn(announcing, type) ? announcing[type] : undefined;
    const about = {
      logicalId,
      properties: objectIn(Properties),
      resources: resources as Templated["resources"],
    };
    const openings = (Object.hasOwn(openingsOf, type) ? openingsOf[type] : undefined) ?? [];
    const extent = row?.extent?.announcedAs(about) ?? null;
    const isAnnounced = extent === null ? row?.announced?.(about) === true : extent.length > 0;
    return [
      ...(row !== undefined && isAnnounced
        ? [{ logicalId, type, what: row.what, questions: row.questions, extent }]
        : []),
      // What the properties do not tell may be open.
      ...openings
        .filter((opening) => opens(opening, about.properties) !== false)
        .map(({ what, fact }) => ({ logicalId, type, what, questions: [fact], extent: null })),
    ];
  });
}

/** Everything that a step's template makes reachable, by the rows of its types. */
export const announcedBy = (step: StepTemplate): readonly AnnouncedExposure[] =>
  announcedIn(step).map(({ logicalId, type, what }) => ({
    step: step.step,
    logicalId,
    type,
    what,
    opensWithRelease: step.part === "ingress",
  }));

/**
 * The questions about each resource that the step's template answers with "open", as `logicalId question`, and how far it is open.
 * Another way into the same resource, such as a snapshot that somebody shares by hand, is announced by nobody.
 */
export const announcedQuestions = (step: StepTemplate): Announcements =>
  new Map(
    announcedIn(step).flatMap(({ logicalId, questions, extent }) =>
      questions.map((question) => [`${logicalId} ${question}`, extent] as const),
    ),
  );
