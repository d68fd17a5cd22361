/** One Jest for everything: unit specs beside the code, stories and faults under test/. */
const aliases = [
  'calendar',
  'domain',
  'procedures',
  'event-store',
  'read-model',
  'deadlines',
  'security',
  'config',
  'engine',
  'health',
  'deliveries',
  'archive',
];

export default {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  injectGlobals: false,
  maxWorkers: 2,
  moduleNameMapper: {
    ...Object.fromEntries(aliases.map((name) => [`^@lien-thong/${name}$`, `<rootDir>/libs/${name}/index.ts`])),
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
          keepClassNames: true,
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
