/**
 * The same JSON in ASCII. CloudFormation tells a template back with `?` for every other character (GetTemplate;
 * aws-cloudformation/cloudformation-coverage-roadmap#814 and #1220), so that nobody could compare or restore it.
 */
export const asciiJson = (json: string): string =>
  json.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A text as CloudFormation tells it. */
export const asTold = (text: string): string => text.replace(/[\u0080-\uffff]/g, "?");

/** Whether CloudFormation tells a text back as it was sent. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII begins with them.
export const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);
