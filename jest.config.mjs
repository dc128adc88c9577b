/** Tests run on the sources; functional tests run the built bundles. swc transforms TypeScript and the packages that ship as ES modules only. */
export default {
  testEnvironment: 'node',
  // Nothing here is judged by time, and a busy machine is no failure: this only ends what hangs.
  testTimeout: 300_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/examples/', '<rootDir>/extension/package.json', '<rootDir>/.cache/'],
  resolver: '<rootDir>/test/support/resolve.cjs',
  setupFiles: ['<rootDir>/test/support/property-seed.cjs'],
  transform: {
    '\\.[cm]?[jt]s$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [
    'node_modules/(?!(@actions|@octokit|@noble|universal-user-agent|before-after-hook|content-type|json-with-bigint|smol-toml|re2js|valibot|fast-check|pure-rand)/)',
  ],
};
