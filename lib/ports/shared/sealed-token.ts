/** The encryption context of a sealed task token: under another run or gate, KMS does not open it. */
export const boundTo = ({ runId, gate }: { readonly runId: string; readonly gate: string }) => ({
  runId,
  gate,
});
