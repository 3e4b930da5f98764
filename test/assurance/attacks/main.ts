import { carryOut, lineOf } from "./attack.ts";
import { squattedDigests } from "./squatted-digests.ts";

const done = await carryOut(squattedDigests, (one) => console.log(lineOf(one).slice(0, 400)));
console.log(done.filter(({ effect }) => effect !== null).length, done.length);
