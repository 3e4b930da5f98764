import { memoize } from "../../lib/domain/memoize.ts";

const counting = (most: number) => {
  const asked: string[] = [];
  const of = memoize(most, (key: string) => {
    asked.push(key);
    return { key };
  });
  return { of, asked };
};

describe("what is remembered by its key", () => {
  test("is made once, and the same for everybody", () => {
    const { of, asked } = counting(2);
    expect(of("one")).toBe(of("one"));
    expect(asked).toEqual(["one"]);
  });

  test("is forgotten when there are more than there is room for, the oldest first", () => {
    const { of, asked } = counting(2);
    for (const key of ["one", "two", "three", "three", "two", "one"]) expect(of(key)).toEqual({ key });
    expect(asked).toEqual(["one", "two", "three", "one"]);
  });

  test("is not remembered when making it failed", () => {
    let attempts = 0;
    const of = memoize(2, (key: string) => {
      attempts += 1;
      if (attempts === 1) throw new Error("not yet");
      return key;
    });
    expect(() => of("one")).toThrow("not yet");
    expect(of("one")).toBe("one");
  });
});
