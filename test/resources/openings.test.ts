import { opens } from "../../lib/domain/opens.ts";
import { openingsOf } from "../../lib/resources/tables.ts";
import { general } from "../assurance/exposure/shapes/general.ts";

// The settings and their sources are those of the matrix of exposure.
const cases = Object.entries(general).flatMap(([type, settings]) =>
  settings.map((setting) => ({ type, ...setting })),
);

test.each(cases)("$type, $name: it is $isPublic that it is open", ({ type, properties, isPublic }) => {
  expect(openingsOf[type]?.map((opening) => opens(opening, properties))).toEqual([isPublic]);
});

test("every type that its properties may open is tried", () => {
  expect(Object.keys(openingsOf).filter((type) => !Object.hasOwn(general, type))).toStrictEqual([]);
});
