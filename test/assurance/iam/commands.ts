import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** An operation that an adapter's source calls. */
export type Command = {
  /** The service as IAM names it. */
  readonly service: string;
  readonly operation: string;
};

/** The prefix of a client's actions. Source: service authorization reference, "service prefix" of each service. */
const prefixes: Readonly<Record<string, string>> = {
  "client-accessanalyzer": "access-analyzer",
  "client-api-gateway": "apigateway",
  "client-apigatewayv2": "apigateway",
  "client-auto-scaling": "autoscaling",
  "client-cloudcontrol": "cloudformation",
  "client-cloudwatch-logs": "logs",
  "client-elastic-load-balancing-v2": "elasticloadbalancing",
  "client-eventbridge": "events",
  "client-route-53": "route53",
  "client-resource-groups-tagging-api": "tag",
  "client-secrets-manager": "secretsmanager",
  "client-sfn": "states",
  "lib-dynamodb": "dynamodb",
};

const imported = /(?:import|const)\s*(?:type\s*)?\{([^}]*)\}\s*(?:from|=\s*await import\()\s*"([^"]+)"/g;

/** The operations that one file imports, and the files that it imports of lib/ports. */
function read(path: string): { readonly commands: readonly Command[]; readonly files: readonly string[] } {
  const text = readFileSync(join(root, path), "utf8");
  const commands = [...text.matchAll(imported)].flatMap(([, names = "", from = ""]) => {
    if (!from.startsWith("@aws-sdk/")) return [];
    const client = from.slice("@aws-sdk/".length);
    const service = prefixes[client] ?? client.replace(/^client-/, "");
    return names.split(",").flatMap((name) => {
      const found = /^(?:(\w+)Command|paginate(\w+))$/.exec(name.trim());
      return found === null ? [] : [{ service, operation: found[1] ?? found[2] ?? "" }];
    });
  });
  const files = [...text.matchAll(/(?:from|import\()\s*"(\.{1,2}\/[^"]+\.ts)"/g)]
    .map(([, target = ""]) => relative(root, join(root, dirname(path), target)))
    .filter((file) => file.startsWith("lib/ports/"));
  return { commands, files };
}

const keyOf = ({ service, operation }: Command): string => `${service} ${operation}`;

/** Every operation that the code of a port can call, with what it imports. The SDK's paginators call their operation. */
export function commandsOf(port: string): readonly Command[] {
  const folder = port.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const seen = new Set<string>();
  const found = new Map<string, Command>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const { commands, files } = read(path);
    for (const command of commands) found.set(keyOf(command), command);
    // What another port does is that port's.
    for (const file of files)
      if (file.startsWith(`lib/ports/${folder}/`) || !/\/(aws|wire)\.ts$/.test(file)) visit(file);
  };
  for (const file of globSync(`lib/ports/${folder}/**/*.ts`, { cwd: root })) visit(file);
  return [...found.values()];
}

/** Every operation that any port can call. */
export const allCommands = (): readonly Command[] => [
  ...new Map(
    globSync("lib/ports/**/*.ts", { cwd: root })
      .flatMap((file) => read(file).commands)
      .map((command) => [keyOf(command), command]),
  ).values(),
];
