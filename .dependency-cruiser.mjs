/**
 * The rule of arrows: apps → libs (adapters, views) → libs/domain → libs/calendar. Nothing points back, nothing goes round,
 * and a lib is entered only by its index.ts. Types count as arrows.
 */
const spec = String.raw`(\.spec\.ts$|/testing/)`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'Files that need each other are one idea, or hide a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'The domain knows itself and the calendar: no Nest, no Node, no other lib, no package.',
      from: { path: '^libs/domain/', pathNot: spec },
      to: { pathNot: ['^libs/domain/', String.raw`^libs/calendar/index\.ts$`] },
    },
    {
      name: 'calendar-is-pure',
      severity: 'error',
      comment: 'The calendar knows itself and its data.',
      from: { path: '^libs/calendar/', pathNot: spec },
      to: { pathNot: '^libs/calendar/' },
    },
    {
      name: 'libs-know-no-app',
      severity: 'error',
      comment: 'A lib serves any app; what it needs from one is handed to it.',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'libs-only-by-their-index',
      severity: 'error',
      comment: 'What index.ts does not name is private. Specs and benches may also enter by testing/.',
      from: { path: '^(apps|libs|test)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/', pathNot: [String.raw`^libs/[^/]+/index\.ts$`, '^libs/[^/]+/testing/', '^libs/$2/'] },
    },
    {
      name: 'testing-is-for-specs',
      severity: 'error',
      comment: 'What runs in production does not lean on the fakes and suites of the tests.',
      from: { path: '^(apps|libs)/', pathNot: spec },
      to: { path: '/testing/' },
    },
    {
      name: 'apps-apart',
      severity: 'error',
      comment: 'Apps share libs, not each other; standalone is the api and the worker in one process.',
      from: { path: '^apps/(?!standalone/)([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'standalone-is-api-and-worker',
      severity: 'error',
      from: { path: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: '^apps/(standalone|api|worker)/' },
    },
    {
      name: 'one-file-knows-the-client',
      severity: 'error',
      comment: 'EventStoreDB is spoken to in one place; the double of the tests speaks the same protocol.',
      from: { pathNot: String.raw`^libs/event-store/(eventstoredb/client\.ts$|testing/eventstoredb-double/)` },
      to: { path: '(^|/)node_modules/@eventstore/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that leads nowhere would escape the other rules.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|dist-bench)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
