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

const project = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  injectGlobals: false,
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

/** What is of the standalone process and nothing else, or opens both profiles itself: its demo, its walk, moving house, its own documents' examples. */
const ofStandalone = ['demo', 'moving-house', 'readme'].map((name) => `<rootDir>/test/acceptance/${name}\\.spec\\.ts$`);

export default {
  maxWorkers: 2,
  testSequencer: '<rootDir>/tools/slow-first.mjs',
  // A machine under load is slow; nothing is judged by it.
  testTimeout: 30_000,
  projects: [
    {
      ...project,
      displayName: 'embedded',
      roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
      testMatch: ['**/*.spec.ts'],
    },
    {
      ...project,
      // The same stories over HTTP, with two API and two worker processes on servers.
      displayName: 'scaled-out',
      roots: ['<rootDir>/test/acceptance'],
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ofStandalone,
      globals: { OFFICE_PROFILE: 'scaled-out' },
    },
  ],
};
