import { limits, Room, valuesIn } from "../../../lib/domain/verify/room.ts";

describe("the room that a bundle may take", () => {
  test("suffices up to its limit; what needs more stops the verification, and says why", () => {
    const stopped: string[] = [];
    const room = new Room((why) => stopped.push(why));
    expect(room.take("items", limits.items - 1)).toBe(true);
    expect(room.take("items", 1)).toBe(true);
    expect(stopped).toEqual([]);
    expect(room.take("items", 1)).toBe(false);
    expect(stopped).toEqual([`its entries name more items of lists than those of any run (3000000 at most)`]);
  });

  test("is of each kind for itself, and of each verification", () => {
    const room = new Room(() => {});
    room.take("items", limits.items + 1);
    expect(room.take("values", limits.values)).toBe(true);
    expect(room.take("characters", limits.characters)).toBe(true);
    expect(new Room(() => {}).take("items", 1)).toBe(true);
  });
});

test.each([
  ['"text"', 1],
  ["[1,2,3]", 4],
  ['{"a":1,"b":[true]}', 6],
  ["", 1],
])("%s has at most %i values", (text, count) => {
  expect(valuesIn(text)).toBe(count);
});
