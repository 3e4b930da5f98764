const asPattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether a test file has a test of that title: as it stands, or as a row of a table makes it. */
export function hasTest(text: string, title: string): boolean {
  // A quote in a regular expression puts the pairs of quotes out of step.
  if (text.includes(JSON.stringify(title))) return true;
  const quoted = [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, words = ""]) => words);
  return quoted.some((words) => {
    const [first = "", ...others] = words.split("%s");
    if (others.length === 0) return false;
    const match = new RegExp(`^${[first, ...others].map(asPattern).join("(.+)")}$`).exec(title);
    return match?.slice(1).every((row) => quoted.includes(row)) ?? false;
  });
}
