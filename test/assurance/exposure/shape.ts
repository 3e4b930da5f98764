/** What the SDK answers, by operation. */
export type Answers = Readonly<Record<string, unknown>>;

/**
 * One way in which a resource of a type can be set, whatever Interlock thinks of it: whether somebody on the internet reaches it then,
 * by AWS's documentation, the properties of its template, and what AWS answers about it.
 */
export type Setting = {
  readonly name: string;
  readonly isPublic: boolean;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly answers?: Answers;
  /** AWS tells nothing where there is none: then silence is an answer. */
  readonly silenceIsNone?: true;
  /** In which way it is open, where a type has several: announcing one announces no other. */
  readonly way?: string;
  /** What IAM Access Analyzer says of its policy, if it has one. */
  readonly policy?: "public" | "private";
};

/** How AWS answers about a type that a reader of our own describes. Source: the API reference of each service. */
export type Shape = {
  readonly id: string;
  /** About a resource that stands, and of which nothing more is to be told. */
  readonly stands: Answers;
  /** About one that does not: the name of the error, or the answer of its first operation. */
  readonly absent: string | Answers;
  /** What AWS always tells of a resource, left out: an emulator or an older API does so. Absent where silence is AWS's way to say no. */
  readonly untold?: Answers;
  /** Empty: nothing makes it reachable. */
  readonly settings: readonly Setting[];
};

/** A setting that everyone reaches. */
export const open = (name: string, properties: object, answers?: Answers): Setting => ({
  name,
  isPublic: true,
  properties: properties as Setting["properties"],
  ...(answers === undefined ? {} : { answers }),
});

/** The same settings, open in a way of their own. */
export const inWay = (way: string, ...settings: readonly Setting[]): readonly Setting[] =>
  settings.map((setting) => ({ ...setting, way }));

/** A setting that nobody on the internet reaches. */
export const shut = (name: string, properties: object, answers?: Answers): Setting => ({
  ...open(name, properties, answers),
  isPublic: false,
});

const statement = (more: object) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*", ...more }],
});

/**
 * Resource policies, and whether they let everyone in. Sources: S3 user guide, "The meaning of public"; IAM Access Analyzer API
 * reference, CheckNoPublicAccess; IAM user guide, "AWS JSON policy elements: Principal".
 */
export const policies: readonly {
  readonly name: string;
  readonly isPublic: boolean;
  readonly document: object;
}[] = [
  { name: "everyone", isPublic: true, document: statement({ Principal: "*" }) },
  { name: "every account", isPublic: true, document: statement({ Principal: { AWS: ["*"] } }) },
  { name: "all but one", isPublic: true, document: statement({ NotPrincipal: { AWS: "111122223333" } }) },
  {
    name: "everyone from a public range",
    isPublic: true,
    document: statement({ Principal: "*", Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/1" } } }),
  },
  {
    name: "everyone whose account is like anything",
    isPublic: true,
    document: statement({ Principal: "*", Condition: { StringLike: { "aws:PrincipalAccount": "*" } } }),
  },
  {
    name: "everyone who names an ARN of any account",
    isPublic: true,
    document: statement({
      Principal: "*",
      Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deploy" } },
    }),
  },
  {
    name: "everyone, by a variable that is always equal",
    isPublic: true,
    document: statement({
      Principal: "*",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable.
      Condition: { StringEquals: { "aws:PrincipalAccount": "${aws:PrincipalAccount}" } },
    }),
  },
  {
    name: "everyone, if the key is there at all",
    isPublic: true,
    document: statement({
      Principal: "*",
      Condition: { StringEqualsIfExists: { "aws:SourceVpce": "vpce-1" } },
    }),
  },
  { name: "one account", isPublic: false, document: statement({ Principal: { AWS: "111122223333" } }) },
  {
    name: "a service",
    isPublic: false,
    document: statement({ Principal: { Service: "sns.amazonaws.com" } }),
  },
  {
    name: "everyone of one organization",
    isPublic: false,
    document: statement({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }),
  },
  { name: "nobody", isPublic: false, document: statement({ Effect: "Deny", Principal: "*" }) },
];

/** Every policy as a setting: how a template writes it, and how AWS answers. */
export const byPolicy = (
  properties: (document: object) => object,
  answers?: (text: string) => Answers,
): readonly Setting[] =>
  policies.map(({ name, isPublic, document }) => ({
    name,
    isPublic,
    policy: isPublic ? "public" : "private",
    properties: properties(document) as Setting["properties"],
    ...(answers === undefined ? {} : { answers: answers(JSON.stringify(document)) }),
  }));
