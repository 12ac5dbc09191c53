/** Which part of the source may know which other part (ADR 0002). Each rule says why. */
module.exports = {
  forbidden: [
    {
      name: 'modules-meet-at-index',
      severity: 'error',
      comment:
        "Another module's index.ts is its whole public surface (and content's vocabulary.ts, which needs no Nest).",
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/(?!$1/)[^/]+/', pathNot: '^src/modules/([^/]+/index|content/vocabulary)\\.ts$' },
    },
    {
      name: 'common-knows-no-module',
      severity: 'error',
      comment: 'What common needs of a module is a port: an abstract class in common that the module provides.',
      from: { path: '^src/common/' },
      to: { path: '^src/modules/' },
    },
    {
      name: 'opaque-keys-stand-alone',
      severity: 'error',
      comment: 'A library of its own: it could leave this repository as it is.',
      from: { path: '^src/common/opaque-keys/' },
      to: { path: '^src/', pathNot: '^src/common/opaque-keys/' },
    },
    {
      name: 'service-knows-no-http',
      severity: 'error',
      comment: 'Services, entities and errors serve the API, the command line and the tests alike.',
      from: { path: '\\.(service|entity|entities|errors)\\.ts$', pathNot: '^src/modules/olx/imports\\.service\\.ts$' },
      to: { path: '(\\.controller|\\.guard|\\.interceptor|\\.filter|\\.response)\\.ts$' },
    },
    {
      name: 'content-is-low',
      severity: 'error',
      comment: 'The content store is the foundation of every resource and knows none of them.',
      from: { path: '^src/modules/content/' },
      to: { path: '^src/modules/(?!content/)' },
    },
    {
      name: 'accounts-are-lowest',
      severity: 'error',
      comment: 'Everything has accounts; accounts have nothing.',
      from: { path: '^src/modules/accounts/' },
      to: { path: '^src/modules/(?!accounts/)' },
    },
    {
      name: 'resources-know-no-olx',
      severity: 'error',
      comment: 'OLX is one way in and out; a resource must work without it.',
      from: { path: '^src/modules/(?!olx/)' },
      to: { path: '^src/modules/olx/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A cycle has no order in which to read it.',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
