import * as z from "zod";
import { type TaskName, tasks } from "../../../lib/tasks/tasks.ts";

/** A JSON schema, as far as the rules read it. */
export type Shape = {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly maxLength?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly maxItems?: number;
  readonly anyOf?: readonly Shape[];
};

const inputs = new Map<TaskName, Shape>();
const answers = new Map<TaskName, Shape>();

/** The shape that `read` makes of a task, made once. */
function once(known: Map<TaskName, Shape>, task: TaskName, read: () => unknown): Shape {
  const shape = known.get(task) ?? (read() as Shape);
  known.set(task, shape);
  return shape;
}

/** What a task takes. */
export const inputShape = (task: TaskName): Shape =>
  once(inputs, task, () => z.toJSONSchema(tasks[task].input, { io: "input", unrepresentable: "any" }));

/** What a task answers. */
export const answerShape = (task: TaskName): Shape =>
  once(answers, task, () => z.toJSONSchema(tasks[task].answer, { unrepresentable: "any" }));

/** The shape at a path of properties, if every one of them is there in any case. */
export function shapeAt(shape: Shape, keys: readonly string[]): Shape | null {
  const [key, ...rest] = keys;
  if (key === undefined) return shape;
  const inner = shape.properties?.[key];
  return inner === undefined || !shape.required?.includes(key) ? null : shapeAt(inner, rest);
}

/** The values that a shape allows, if it lists them. */
export const optionsOf = (shape: Shape): readonly unknown[] | null =>
  shape.enum ?? (shape.const === undefined ? null : [shape.const]);

/** With its sign. */
export const digitsOfSafeInteger = 17;
/** A character of a text takes at most six bytes in JSON: as a \u escape (RFC 8259 section 7). */
export const bytesOfCharacter = 6;

/** The most bytes that a value of this shape takes as JSON; null if the shape does not bound it. */
export function largestBytes(shape: Shape): number | null {
  const options = optionsOf(shape);
  if (options !== null)
    return Math.max(...options.map((option) => Buffer.byteLength(JSON.stringify(option))));
  switch (shape.type) {
    case "boolean":
      return "false".length;
    case "integer":
    case "number":
      return digitsOfSafeInteger;
    case "string":
      return shape.maxLength === undefined ? null : shape.maxLength * bytesOfCharacter + 2;
    case "object": {
      const members = Object.entries(shape.properties ?? {}).map(([key, inner]) => {
        const bytes = largestBytes(inner);
        return bytes === null ? null : bytes + JSON.stringify(key).length + 2;
      });
      return members.reduce((sum, bytes) => (sum === null || bytes === null ? null : sum + bytes), 2);
    }
    case "array": {
      const item = shape.items === undefined ? null : largestBytes(shape.items);
      return item === null || shape.maxItems === undefined ? null : shape.maxItems * (item + 1) + 2;
    }
    default:
      return null;
  }
}

/** Whether a literal is allowed by a shape, as far as the definitions write literals. */
export function allows(shape: Shape, value: unknown): boolean {
  const options = optionsOf(shape);
  if (options !== null) return options.includes(value);
  if (shape.type === "string") return typeof value === "string";
  if (shape.type === "integer") return Number.isInteger(value);
  return shape.type === undefined || typeof value === shape.type;
}
