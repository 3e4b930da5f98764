import { Random } from "../simulator/random.ts";
import { problemsOfBrokenAssembly } from "./odd-assemblies.ts";
const random = new Random(Number(process.argv[2])); let sound = 0; const n = Number(process.argv[3]); let bad = 0; const began = Date.now();
for (let i = 0; i < n; i++) { const t = Date.now(); const r = await problemsOfBrokenAssembly(random); if (r.isSound) sound++; if (r.problems.length) { bad++; console.log(r.what, r.problems); } if (Date.now() - t > 3000) console.log("SLOW", Date.now() - t, r.what); }
console.log({ n, sound, bad, ms: Date.now() - began });
