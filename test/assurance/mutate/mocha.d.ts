// Mocha's own types would declare jest's functions a second time.
declare module "mocha" {
  type Interface = (suite: {
    on(event: "pre-require", listen: (words: Record<string, unknown>) => void): void;
  }) => void;
  const Mocha: { readonly interfaces: Record<string, Interface> };
  export default Mocha;
}
