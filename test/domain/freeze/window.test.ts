import { hasWindows } from "../../../lib/domain/freeze/window.ts";
import { weekend } from "./sample-window.ts";

test.each([
  [{ plan: [], settings: [] }, false],
  [{ plan: [weekend()], settings: [] }, true],
  [{ plan: [], settings: [weekend()] }, true],
  [{ plan: [weekend()], settings: [weekend()] }, true],
])("whether the plan or the settings have a window (%#)", (windows, has) => {
  expect(hasWindows(windows)).toBe(has);
});
