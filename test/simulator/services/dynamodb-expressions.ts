import { Tokens } from "./dynamodb-tokens.ts";
import { compares, type Item, type References, valueAt, withValue } from "./dynamodb-values.ts";
import { reservedWords } from "./reserved-words.ts";

type Operand = (item: Item | undefined, references: References) => unknown;
/** A condition, ready to be asked. */
export type Condition = (item: Item | undefined, references: References) => boolean;
type Place = (references: References) => readonly string[];
/** A change of an item, ready to be made. */
export type Update = (item: Item, references: References) => Item;

const conditions = new Map<string, Condition>();
const updates = new Map<string, Update>();

/**
 * The condition in `text` (DynamoDB developer guide, "Condition and filter expressions"). Throws for what it does not
 * know.
 */
export function conditionOf(text: string): Condition {
  const known = conditions.get(text);
  if (known !== undefined) return known;
  const parser = new Parser(text);
  const condition = parser.either();
  parser.end();
  conditions.set(text, condition);
  return condition;
}

/**
 * The update in `text` (same guide, "Update expressions"): SET with + and -, if_not_exists, list_append; REMOVE; ADD of
 * numbers.
 */
export function updateOf(text: string): Update {
  const known = updates.get(text);
  if (known !== undefined) return known;
  const parser = new Parser(text);
  const update = parser.update();
  parser.end();
  updates.set(text, update);
  return update;
}

class Parser extends Tokens {
  either(): Condition {
    const sides = [this.both()];
    while (this.takes("OR")) sides.push(this.both());
    return sides.length === 1
      ? (sides[0] as Condition)
      : (item, references) => sides.some((side) => side(item, references));
  }

  update(): Update {
    const steps: Update[] = [];
    while (this.at < this.tokens.length) {
      if (this.takes("SET"))
        do steps.push(this.assignment());
        while (this.takes(","));
      else if (this.takes("REMOVE"))
        do steps.push(this.removal());
        while (this.takes(","));
      else if (this.takes("ADD"))
        do steps.push(this.addition());
        while (this.takes(","));
      else throw this.unknown();
    }
    return (item, references) => steps.reduce((changed, step) => step(changed, references), item);
  }

  private both(): Condition {
    const sides = [this.single()];
    while (this.takes("AND")) sides.push(this.single());
    return (item, references) => sides.every((side) => side(item, references));
  }

  private single(): Condition {
    if (this.takes("NOT")) {
      const inner = this.single();
      return (item, references) => !inner(item, references);
    }
    if (this.takes("(")) {
      const inner = this.either();
      this.expect(")");
      return inner;
    }
    const called = /^(attribute_exists|attribute_not_exists|begins_with|contains)$/i.exec(this.peek());
    if (called !== null) return this.call(this.next().toLowerCase());
    return this.comparison();
  }

  private call(name: string): Condition {
    this.expect("(");
    const first = this.operand();
    const second = this.takes(",") ? this.operand() : undefined;
    this.expect(")");
    return (item, references) => {
      const value = first(item, references);
      if (name === "attribute_exists") return value !== undefined;
      if (name === "attribute_not_exists") return value === undefined;
      const other = second?.(item, references);
      if (name === "begins_with")
        return typeof value === "string" && typeof other === "string" && value.startsWith(other);
      return Array.isArray(value)
        ? value.includes(other)
        : typeof value === "string" && value.includes(String(other));
    };
  }

  private comparison(): Condition {
    const left = this.operand();
    if (this.takes("BETWEEN")) {
      const low = this.operand();
      this.expect("AND");
      const high = this.operand();
      return (item, references) => {
        const value = left(item, references);
        return compares(value, ">=", low(item, references)) && compares(value, "<=", high(item, references));
      };
    }
    if (this.takes("IN")) {
      this.expect("(");
      const options = [this.operand()];
      while (this.takes(",")) options.push(this.operand());
      this.expect(")");
      return (item, references) =>
        options.some((option) => compares(left(item, references), "=", option(item, references)));
    }
    const operator = this.next();
    const right = this.operand();
    return (item, references) => compares(left(item, references), operator, right(item, references));
  }

  private operand(): Operand {
    if (this.peek() === "size" && this.tokens[this.at + 1] === "(") {
      this.next();
      this.expect("(");
      const inner = this.operand();
      this.expect(")");
      return (item, references) => {
        const value = inner(item, references);
        if (typeof value === "string" || Array.isArray(value)) return value.length;
        return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
      };
    }
    if (this.peek().startsWith(":")) {
      const name = this.next();
      return (_, { values }) => {
        if (values === undefined || !(name in values)) throw new Error(`${name} stands for nothing`);
        return values[name];
      };
    }
    const place = this.place();
    return (item, references) => valueAt(item, place(references));
  }

  private place(): Place {
    const parts = [this.next()];
    while (this.takes(".")) parts.push(this.next());
    const reserved = parts.find((part) => reservedWords.has(part.toUpperCase()));
    if (reserved !== undefined)
      throw Object.assign(new Error(`Attribute name is a reserved keyword; reserved keyword: ${reserved}`), {
        name: "ValidationException",
      });
    return ({ names }) =>
      parts.map((part) => {
        if (!part.startsWith("#")) return part;
        const name = names?.[part];
        if (name === undefined) throw new Error(`${part} stands for nothing`);
        return name;
      });
  }

  private assignment(): Update {
    const place = this.place();
    this.expect("=");
    const value = this.sum();
    return (item, references) => withValue(item, place(references), value(item, references));
  }

  private sum(): Operand {
    const first = this.term();
    const sign = this.peek();
    if (sign !== "+" && sign !== "-") return first;
    this.next();
    const second = this.term();
    return (item, references) => {
      const [one, other] = [Number(first(item, references)), Number(second(item, references))];
      return sign === "+" ? one + other : one - other;
    };
  }

  private term(): Operand {
    const name = this.peek().toLowerCase();
    if ((name !== "if_not_exists" && name !== "list_append") || this.tokens[this.at + 1] !== "(")
      return this.operand();
    this.next();
    this.expect("(");
    const first = this.operand();
    this.expect(",");
    const second = this.operand();
    this.expect(")");
    return (item, references) => {
      const [one, other] = [first(item, references), second(item, references)];
      return name === "if_not_exists" ? (one ?? other) : [...(one as unknown[]), ...(other as unknown[])];
    };
  }

  private addition(): Update {
    const place = this.place();
    const amount = this.operand();
    return (item, references) => {
      const at = place(references);
      return withValue(item, at, Number(valueAt(item, at) ?? 0) + Number(amount(item, references)));
    };
  }

  private removal(): Update {
    const place = this.place();
    return (item, references) => withValue(item, place(references), undefined);
  }
}
