/** What codes mean, for programs, as schemas/output/explain.schema.json describes it. */
export const explanationsJson = (codes: readonly object[]): string =>
  `${JSON.stringify({ codes }, null, 2)}\n`
