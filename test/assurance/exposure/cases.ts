import type { ResourceId } from "../../../lib/ports/stack-reader/port.ts";
import { analyzedTypes } from "../../../lib/resources/analyzed.ts";
import { registryTypes } from "../../../lib/resources/identifier.ts";
import type { Standing } from "./account.ts";
import { type Analyzer, analyzers, opinionOf } from "./analyzer.ts";
import { endsAtMs, logicalIdOf, madeAtMs, type PlanName, plans, type Site } from "./deciders.ts";
import { complaints, denials, failures, type Reader, readers } from "./reader.ts";
import { open, type Setting, type Shape } from "./shape.ts";
import { dependentTypes } from "./shapes/dependents.ts";
import { doors } from "./shapes/doors.ts";
import { general } from "./shapes/general.ts";
import { machines } from "./shapes/machines.ts";
import { networks } from "./shapes/networks.ts";
import { stores } from "./shapes/stores.ts";

/** The questions that a case is asked. */
export const questions = ["held", "closed", "gone"] as const;
/** One of them. */
export type Question = (typeof questions)[number];

/** One case: a site, a question about it, and whether yes would be a lie. */
export type Case = {
  readonly question: Question;
  readonly type: string;
  readonly setting: string;
  readonly reader: Reader;
  readonly site: Site;
  readonly yesIsFalse: boolean;
};

/** How the services of types with readers of our own answer. */
export const shapes: Readonly<Record<string, Shape>> = { ...machines, ...networks, ...doors, ...stores };

/** Types that are in no registry, and words that every object has a property of. */
const unknown = [
  "AWS::Braket::Thing",
  "AWS::",
  "Custom::Thing",
  "Third::Party::Thing",
  "Some::Own::Thing::MODULE",
  "constructor",
  "toString",
  "__proto__",
];

/** What nobody wrote down about a type: it may be public in a way that nobody thought of. */
const unheardOf = open("in a way that nobody thought of", { Name: "shop" });
const noSetting = { name: "as it is", isPublic: false, properties: {} } satisfies Setting;

const errorsOf: Partial<Readonly<Record<Reader, readonly string[]>>> = {
  fails: failures,
  denies: denials,
  malformed: complaints,
};

type Wanted = Pick<Standing, "type" | "setting" | "shape" | "reader"> & {
  readonly id?: string;
  readonly error?: string;
  readonly stays?: boolean;
  readonly events?: object;
};

/** The thing of a case. The events of its stack tell its properties, unless they tell none. */
export const thing = ({
  type,
  setting,
  shape,
  reader,
  id,
  error = "",
  stays = true,
  events,
}: Wanted): Standing => ({
  type,
  id: id ?? shape?.id ?? "shop-1",
  properties: (events ?? setting.properties) as Standing["properties"],
  setting,
  shape,
  reader,
  error,
  madeAtMs,
  goneAtMs: stays ? Number.POSITIVE_INFINITY : endsAtMs,
  triedAtMs: endsAtMs,
});

const templateOf = (type: string, { properties }: Setting) => ({
  [logicalIdOf(0)]: { Type: type, Properties: properties },
});

/** Every type with its settings. Of a type without any, something may be public that nobody wrote down, unless a row says that nothing is. */
export const typesWithSettings: readonly {
  readonly type: string;
  readonly shape: Shape | null;
  readonly settings: readonly Setting[];
}[] = [
  ...Object.entries(shapes).map(([type, shape]) => ({ type, shape, settings: shape.settings })),
  ...Object.entries(general).map(([type, settings]) => ({ type, shape: null, settings })),
];

/** Settings of an account: deleting the resource leaves them as they are, so nothing of it ever stands. Source: template reference. */
const settingsOnly = ["AWS::ApiGateway::Account"];

const errorsFor = (reader: Reader) => errorsOf[reader] ?? [""];
const exposureReaders: readonly Reader[] = readers.filter((reader) => reader !== "hides");

/** What a template may say of a resource. Another setting than its own: somebody changed it by hand. */
function declaredBy(
  plan: PlanName,
  reader: Reader,
  setting: Setting,
  settings: readonly Setting[],
): readonly Setting[] {
  if (plan === "21.03") return [setting];
  return reader === "succeeds" ? settings : [setting, ...settings.filter((one) => one !== setting).slice(-1)];
}

/** What is asked about production while things stand in it. */
export function exposureCases(unread: readonly string[]): readonly Case[] {
  const all = [
    ...typesWithSettings,
    ...[...unread, ...unknown].map((type) => ({ type, shape: null, settings: [unheardOf] })),
  ];
  return all.flatMap(({ type, shape, settings }) =>
    settings.flatMap((setting) =>
      exposureReaders
        .filter(
          (reader) =>
            reader !== "untold" ||
            (shape === null ? setting.silenceIsNone !== true : shape.untold !== undefined),
        )
        .flatMap((reader) =>
          errorsFor(reader).flatMap((error) =>
            (Object.keys(plans) as PlanName[]).flatMap((plan) =>
              declaredBy(plan, reader, setting, settings).flatMap((declared) =>
                (["held", "closed"] as const).map(
                  (question): Case => ({
                    question,
                    type,
                    setting:
                      setting === declared ? setting.name : `${setting.name}, declared: ${declared.name}`,
                    reader,
                    site: {
                      plan,
                      standing: [thing({ type, setting, shape, reader, error })],
                      template: templateOf(type, declared),
                    },
                    // What nobody wrote down was announced by nobody.
                    yesIsFalse:
                      setting.isPublic &&
                      !(
                        plan === "application" &&
                        declared.isPublic &&
                        declared.way === setting.way &&
                        setting !== unheardOf
                      ),
                  }),
                ),
              ),
            ),
          ),
        ),
    ),
  );
}

/** What is asked about development after a rollback: things that went, and things that stayed. */
export function goneCases(): readonly Case[] {
  const described = Object.entries(shapes).map(([type, shape]) => ({ type, shape, events: {} }));
  const readable = registryTypes()
    .readable.filter((type) => shapes[type] === undefined)
    .map((type) => ({ type, shape: null, events: { Name: "shop" } }));
  const others = [...registryTypes().unreadable, ...unknown]
    .filter((type) => shapes[type] === undefined)
    .map((type) => ({ type, shape: null, events: {} }));
  return [...described, ...readable, ...others].flatMap(({ type, shape, events }) =>
    (settingsOnly.includes(type) ? [false] : [true, false]).flatMap((stays) =>
      readers
        // What a service of its own does not find is not there: that is AWS's word for it.
        .filter((reader) => shape === null || reader !== "missing")
        .flatMap((reader) =>
          errorsFor(reader).map(
            (error): Case => ({
              question: "gone",
              type,
              setting: stays ? "stays" : "goes",
              reader,
              site: {
                plan: "21.03",
                standing: [thing({ type, setting: noSetting, shape, reader, error, stays, events })],
                template: {},
              },
              yesIsFalse: stays,
            }),
          ),
        ),
    ),
  );
}

/** Ids that are wrong: what stands is named in the events by something that is not its id. */
export function wrongIdCases(): readonly Case[] {
  const wrong = ["", "not-an-id", "|", "arn:", "a|b|c|d", "\u0000"];
  return registryTypes()
    .readable.filter((type) => shapes[type] === undefined && !settingsOnly.includes(type))
    .flatMap((type) =>
      wrong.map((id): Case => {
        const standing = thing({ type, setting: noSetting, shape: null, reader: "succeeds" });
        const named: ResourceId = { type, id, logicalId: logicalIdOf(0), stack: "shop-development-compute" };
        return {
          question: "gone",
          type,
          setting: `named ${JSON.stringify(id)}`,
          reader: "succeeds",
          site: { plan: "21.03", standing: [standing], named: [named], template: {} },
          yesIsFalse: true,
        };
      }),
    );
}

/**
 * What has no existence of its own, and belongs to something of another stack: it opens that one, and it stays although one of
 * the owner's type goes.
 */
export const dependentCases = (): readonly Case[] =>
  dependentTypes.flatMap(({ type, owner, property, opens }): readonly Case[] => {
    const events = { [property]: property.endsWith("s") ? ["of-others"] : "of-others", ...opens };
    const setting: Setting = {
      name: "of another's",
      isPublic: opens !== undefined,
      properties: { ...events },
    };
    const own = { type, setting, shape: null, reader: "succeeds" as const, events };
    const sibling = {
      type: owner,
      setting: noSetting,
      shape: shapes[owner] ?? null,
      reader: "succeeds" as const,
      events: {},
    };
    const about = { type, setting: setting.name, reader: "succeeds" as const };
    const exposure = (["held", "closed"] as const).flatMap((question) =>
      (["21.03", "application"] as const).flatMap((plan) =>
        // With one of its owner's type in the stack, and without.
        [[thing(own)], [thing(own), thing(sibling)]].map(
          (standing): Case => ({
            ...about,
            question,
            site: { plan, standing, template: {} },
            yesIsFalse: setting.isPublic,
          }),
        ),
      ),
    );
    return [
      ...exposure,
      {
        ...about,
        question: "gone",
        site: { plan: "21.03", standing: [thing(own), thing({ ...sibling, stays: false })], template: {} },
        yesIsFalse: true,
      },
    ];
  });

/** Policies about which IAM Access Analyzer says another thing than the truth, or nothing: then nothing about them is held or closed. */
export const opinionCases = (): readonly Case[] =>
  typesWithSettings
    .filter(({ type }) => Object.hasOwn(analyzedTypes, type))
    .flatMap(({ type, shape, settings }) =>
      settings.flatMap((setting) =>
        analyzers
          .filter((analyzer) => analyzer !== "works")
          .flatMap((analyzer) =>
            (Object.keys(plans) as PlanName[]).flatMap((plan) =>
              (["held", "closed"] as const).map(
                (question): Case => ({
                  question,
                  type,
                  setting: `${setting.name}, and the analyzer ${analyzer}`,
                  reader: "succeeds",
                  site: {
                    plan,
                    standing: [thing({ type, setting, shape, reader: "succeeds" })],
                    template: templateOf(type, setting),
                    analyzer,
                  },
                  yesIsFalse: isOpenOrDoubted(setting, plan, analyzer),
                }),
              ),
            ),
          ),
      ),
    );

const isOpenOrDoubted = ({ isPublic, policy }: Setting, plan: PlanName, analyzer: Analyzer): boolean =>
  (isPublic && plan !== "application") || (policy !== undefined && opinionOf(analyzer, policy) !== policy);

/** Every case, in a fixed order. */
export function* everyCase(unread: readonly string[]): Generator<Case> {
  yield* exposureCases(unread);
  yield* goneCases();
  yield* wrongIdCases();
  yield* dependentCases();
  yield* opinionCases();
}
