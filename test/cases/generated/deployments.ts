import fc from "fast-check";

// Pairs of deployments that differ in any place of a template. The second is the first with a few mechanical edits: anywhere in
// the document, whatever stands there. So no place is left out because nobody thought of it.

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | Table;
/** A JSON object. */
export type Table = { readonly [key: string]: Json };

/** What is deployed: the document that the edits change. */
export type Document = {
  readonly template: Table;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
};

/** Two deployments, and what stays unsaid about the account. */
export type Pair = {
  readonly before: Document;
  readonly after: Document;
  /** Pseudo parameters that Interlock knows before it deploys. */
  readonly known: readonly string[];
  /** Exports of other steps that change with this run. */
  readonly changingExports: readonly string[];
};

const parameter = fc.constantFrom("P0", "P1", "P2");
const mapping = fc.constantFrom("M0", "M1");
const condition = fc.constantFrom("C0", "C1", "C2");
// A logical id may be anything of letters and digits.
const resource = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom("R0", "R1", "R2") },
  { weight: 1, arbitrary: fc.constantFrom("constructor", "hasOwnProperty") },
);
const pseudos = ["AWS::Region", "AWS::AccountId", "AWS::StackName", "AWS::StackId", "AWS::URLSuffix"];
/** The exports of other steps that templates import. */
export const exportNames = ["E0", "E1"];
// Some are equal as numbers, and none is equal as a text.
const word = fc.constantFrom("a", "b", "", "0", "1", "1.0", "16.1", "16.10", "true", "10.0.0.0/16", "a,b");
const key = fc.constantFrom("a", "b", "c");
const name = (text: string) => `\${${text}}`;

const dictionary = <T>(keys: fc.Arbitrary<string>, value: fc.Arbitrary<T>, most: number, least = 0) =>
  fc.dictionary(keys, value, { maxKeys: most, minKeys: least, noNullPrototype: true });

/** A look-up in a mapping. */
const found = fc
  .tuple(
    mapping,
    fc.oneof(
      key,
      parameter.map((Ref) => ({ Ref })),
    ),
    key,
  )
  .map((all) => ({ "Fn::FindInMap": all }));

const { expression } = fc.letrec<{ expression: Json; items: readonly Json[] }>((tie) => {
  const any = tie("expression");
  const text = fc.oneof(parameter, resource, fc.constantFrom(...pseudos), fc.constant("R0.Arn"));
  const leaf = fc.oneof(
    { weight: 4, arbitrary: word },
    { weight: 1, arbitrary: fc.constantFrom<Json>(0, 1, 16.1, true, false) },
    {
      weight: 2,
      arbitrary: fc.oneof(parameter, resource, fc.constantFrom(...pseudos)).map((Ref) => ({ Ref })),
    },
    { weight: 1, arbitrary: resource.map((id) => ({ "Fn::GetAtt": [id, "Arn"] })) },
    { weight: 1, arbitrary: resource.map((id) => ({ "Fn::GetAtt": `${id}.Arn` })) },
    { weight: 1, arbitrary: fc.constantFrom(...exportNames).map((of) => ({ "Fn::ImportValue": of })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "{{resolve:ssm:/a:1}}",
        "{{resolve:ssm:/a:2}}",
        "{{resolve:ssm:/a}}",
        "{{resolve:secretsmanager:a:SecretString:k::v1}}",
        "{{resolve:secretsmanager:a}}",
      ),
    },
  );
  return {
    items: fc.array(any, { minLength: 1, maxLength: 3 }),
    expression: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      found,
      fc
        .tuple(condition, any, fc.oneof(any, fc.constant({ Ref: "AWS::NoValue" })))
        .map((all) => ({ "Fn::If": all })),
      fc.tuple(word, text).map(([before, of]) => ({ "Fn::Sub": `${before}-${name(of)}-${name(`!${of}`)}` })),
      fc.tuple(text, any).map(([of, value]) => ({ "Fn::Sub": [`${name("V")}-${name(of)}`, { V: value }] })),
      tie("items").map((items) => ({ "Fn::Join": ["-", items] })),
      fc.tuple(fc.nat(2), tie("items")).map(([index, items]) => ({ "Fn::Select": [index, items] })),
      fc
        .tuple(fc.nat(1), any)
        .map(([index, of]) => ({ "Fn::Select": [String(index), { "Fn::Split": [",", of] }] })),
      any.map((of) => ({ "Fn::Split": [",", of] })),
      any.map((of) => ({ "Fn::Base64": of })),
      any.map((of) => ({ "Fn::Cidr": [of, "2", "8"] })),
      tie("items"),
      dictionary(key, any, 2),
    ),
  };
});

/** What a condition may compare: no resource (template reference, "Conditions"). */
const comparable = fc.oneof(
  word,
  fc.oneof(parameter, fc.constantFrom(...pseudos)).map((Ref) => ({ Ref })),
  found,
  fc.tuple(word, parameter).map(([before, of]) => ({ "Fn::Sub": `${before}${name(of)}` })),
  fc.tuple(word, parameter).map(([before, Ref]) => ({ "Fn::Join": ["", [before, { Ref }]] })),
  fc
    .tuple(fc.nat(1), parameter)
    .map(([index, Ref]) => ({ "Fn::Select": [index, { "Fn::Split": [",", { Ref }] }] })),
);

const { truth } = fc.letrec<{ truth: Json }>((tie) => ({
  truth: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.tuple(comparable, comparable).map((both) => ({ "Fn::Equals": both })),
    fc.tuple(parameter, word).map(([Ref, value]) => ({ "Fn::Equals": [{ Ref }, value] })),
    tie("truth").map((of) => ({ "Fn::Not": [of] })),
    fc.tuple(tie("truth"), tie("truth")).map((both) => ({ "Fn::And": both })),
    fc.tuple(tie("truth"), tie("truth")).map((both) => ({ "Fn::Or": both })),
    condition.map((of) => ({ Condition: of })),
  ),
}));

/** Types with some of their properties, also such that replace the resource. */
const types: Readonly<Record<string, readonly string[]>> = {
  "AWS::SNS::Topic": ["TopicName", "DisplayName", "Tags"],
  "AWS::SQS::Queue": ["QueueName", "DelaySeconds"],
  "AWS::S3::Bucket": ["BucketName", "VersioningConfiguration"],
  "AWS::EC2::SecurityGroup": ["GroupName", "GroupDescription", "SecurityGroupIngress"],
  "AWS::RDS::DBInstance": ["DBInstanceIdentifier", "EngineVersion", "StorageEncrypted"],
  "AWS::Lambda::Function": ["FunctionName", "Environment", "Timeout"],
  "Custom::Thing": ["ServiceToken", "Other"],
};
/** Types that are refused, because what they make is not shown. */
const refusedTypes: Readonly<Record<string, readonly string[]>> = {
  "AWS::CloudFormation::Stack": ["TemplateURL", "Parameters"],
  "My::Network::Own::MODULE": ["Cidr"],
};

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 19, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const policy = fc.constantFrom("Retain", "Delete", "Snapshot");

const type = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(...Object.keys(types)) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys(refusedTypes)) },
);
const body = type.chain((Type) =>
  fc
    .record({
      Type: fc.constant(Type),
      Condition: some(condition),
      DependsOn: some(fc.oneof(resource, fc.uniqueArray(resource, { maxLength: 2 }))),
      DeletionPolicy: some(policy),
      UpdateReplacePolicy: some(policy),
      CreationPolicy: some(fc.record({ ResourceSignal: fc.record({ Count: fc.nat(2) }) })),
      UpdatePolicy: some(fc.record({ UseOnlineResharding: fc.boolean() })),
      Metadata: some(dictionary(key, expression, 2)),
      Properties: dictionary(fc.constantFrom(...(types[Type] ?? refusedTypes[Type] ?? [])), expression, 3),
    })
    .map(defined),
);

const declaration = fc
  .record({
    Type: fc.constantFrom(
      "String",
      "String",
      "Number",
      "CommaDelimitedList",
      "AWS::SSM::Parameter::Value<String>",
    ),
    Default: word,
    Description: some(word),
    NoEcho: rarely(fc.boolean()),
    AllowedPattern: some(fc.constant(".*")),
  })
  .map(defined);

const output = fc
  .record({
    Value: expression,
    Description: some(word),
    Export: some(fc.record({ Name: fc.oneof(word, expression) })),
    Condition: some(condition),
  })
  .map(defined);

const rule = fc.record({
  Assertions: fc.tuple(
    fc.record({ Assert: fc.tuple(parameter, word).map(([Ref, to]) => ({ "Fn::Equals": [{ Ref }, to] })) }),
  ),
});
const hook = fc.record({
  Type: fc.constant("AWS::CodeDeploy::BlueGreen"),
  Properties: dictionary(key, expression, 2),
});

const template = fc
  .record({
    Description: some(word),
    Parameters: fc.record({ P0: declaration, P1: declaration, P2: declaration }),
    Mappings: fc.record({
      M0: dictionary(key, dictionary(key, fc.oneof(word, fc.array(word, { maxLength: 2 })), 3, 1), 3, 1),
      M1: dictionary(key, dictionary(key, word, 3, 1), 3, 1),
    }),
    Conditions: fc.record({ C0: truth, C1: truth, C2: truth }),
    Rules: some(dictionary(key, rule, 2)),
    Hooks: some(dictionary(key, hook, 2)),
    Metadata: some(dictionary(key, expression, 2)),
    Transform: rarely(fc.constant("AWS::LanguageExtensions")),
    Resources: dictionary(resource, body, 4, 1),
    Outputs: some(dictionary(key, output, 3)),
  })
  .map(defined);

/** An object without the members that are left out. */
function defined(of: object): Table {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as Table;
}

const document: fc.Arbitrary<Document> = fc.record({
  template: template as fc.Arbitrary<Table>,
  parameters: dictionary(parameter, word, 3),
  tags: dictionary(key, word, 2),
});

/** One edit: what is done at which place, counted over everything in the document. */
type Edit = { readonly at: number; readonly does: keyof typeof edits; readonly value: Json };

/** What an edit makes of a value; undefined takes it out. */
const edits = {
  "another value": (_before: Json, value: Json) => value,
  removal: (): Json | undefined => undefined,
  "a close value": (before: Json) => close(before),
  "another order": (before: Json) => (Array.isArray(before) ? before.toReversed() : close(before)),
  "one more": (before: Json, value: Json): Json =>
    Array.isArray(before)
      ? [...before, value]
      : typeof before === "object" && before !== null
        ? { ...(before as Table), d: value }
        : value,
  "one as a list": (before: Json): Json => [before],
} as const;

/** What is nearly the same: equal as a number, in another case, or of another type. */
function close(value: Json): Json {
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  if (typeof value !== "string") return value;
  return /^\d+\.\d+$/.test(value) ? `${value}0` : /^\d+$/.test(value) ? `${value}.0` : `${value} `;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(1_000_000),
  does: fc.constantFrom(...(Object.keys(edits) as (keyof typeof edits)[])),
  value: expression,
});
/** A name in place of another: of a resource, a property, a section, anything. */
const renaming = fc.record({
  at: fc.nat(1_000_000),
  to: fc.constantFrom("R3", "R1", "a", "b", "P1", "Renamed"),
});

const isTable = (value: Json | undefined): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Applies one edit at the place with that number. */
export function edited(document: Document, { at, does, value }: Edit): Document {
  let left = at % countOf(document as unknown as Json);
  const walk = (node: Json): Json | undefined => {
    if (left-- === 0) return edits[does](node, value);
    if (Array.isArray(node))
      return node.flatMap((inner) => {
        const next = walk(inner);
        return next === undefined ? [] : [next];
      });
    if (!isTable(node)) return node;
    return Object.fromEntries(
      Object.entries(node).flatMap(([name, inner]) => {
        const next = walk(inner);
        return next === undefined ? [] : [[name, next] as const];
      }),
    );
  };
  return readable(walk(document as unknown as Json), document);
}

/** Gives one key another name. */
function renamed(document: Document, { at, to }: { readonly at: number; readonly to: string }): Document {
  let left = at % Math.max(1, keysOf(document as unknown as Json));
  const walk = (node: Json): Json =>
    Array.isArray(node)
      ? node.map(walk)
      : isTable(node)
        ? Object.fromEntries(
            Object.entries(node).map(([name, inner]) => [left-- === 0 ? to : name, walk(inner)]),
          )
        : node;
  return readable(walk(document as unknown as Json), document);
}

const innerOf = (node: Json): readonly Json[] =>
  typeof node === "object" && node !== null ? Object.values<Json>(node as Table) : [];
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
/** How many values a document holds, itself included. */
const countOf = (node: Json): number => 1 + sum(innerOf(node).map(countOf));
/** How many keys it has. */
const keysOf = (node: Json): number =>
  (isTable(node) ? Object.keys(node).length : 0) + sum(innerOf(node).map(keysOf));

/** The edited document if it still has the shape of one; the old one otherwise, because an edit is about the template. */
function readable(next: Json | undefined, old: Document): Document {
  if (!isTable(next)) return old;
  const { template: document, parameters, tags } = next;
  const isTexts = (of: Json | undefined) =>
    isTable(of) && Object.values(of).every((one) => typeof one === "string");
  return {
    template: isTable(document) ? document : old.template,
    parameters: isTexts(parameters) ? (parameters as Document["parameters"]) : old.parameters,
    tags: isTexts(tags) ? (tags as Document["tags"]) : old.tags,
  };
}

/** Two deployments that differ in one place or a few. */
export const pairs: fc.Arbitrary<Pair> = fc
  .record({
    before: document,
    edits: fc.array(fc.oneof({ weight: 4, arbitrary: edit }, { weight: 1, arbitrary: renaming }), {
      minLength: 1,
      maxLength: 3,
    }),
    known: fc.subarray(pseudos),
    changingExports: fc.subarray(exportNames),
  })
  .map(({ before, edits: all, ...rest }) => ({
    ...rest,
    before,
    after: all.reduce<Document>((of, one) => ("to" in one ? renamed(of, one) : edited(of, one)), before),
  }));
