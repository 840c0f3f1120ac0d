import { cdk8s, javascript, TextFile } from 'projen';

/** The rooms of src/, lowest first. A room may import from the rooms named after it, and from no other. */
const ROOMS: Record<string, string[]> = {
  manifest: [],
  controls: ['manifest'],
  reachability: ['manifest'],
  posture: ['manifest', 'controls'],
  waivers: ['manifest', 'controls', 'posture'],
  admission: ['manifest', 'controls', 'posture'],
  images: ['manifest'],
  platform: ['manifest', 'images'],
  connectivity: ['manifest', 'platform'],
  mesh: ['manifest', 'platform', 'connectivity'],
  exposure: ['manifest', 'images', 'platform', 'connectivity'],
  workloads: ['manifest', 'platform', 'images', 'waivers', 'connectivity', 'mesh', 'exposure'],
  tenancy: ['manifest', 'platform', 'waivers', 'connectivity', 'mesh', 'workloads'],
  secrets: ['manifest', 'platform', 'waivers', 'connectivity', 'workloads', 'tenancy'],
  guardrails: ['manifest', 'controls', 'posture', 'admission', 'waivers', 'platform', 'tenancy'],
  gitops: ['manifest'],
  app: [
    'manifest', 'controls', 'posture', 'reachability', 'waivers', 'platform', 'images', 'connectivity', 'mesh', 'exposure', 'workloads', 'tenancy', 'secrets', 'guardrails',
    'gitops',
  ],
  testing: ['manifest', 'controls', 'posture', 'reachability', 'waivers', 'platform', 'guardrails', 'gitops', 'app'],
  cli: ['manifest', 'controls', 'posture', 'reachability', 'admission'],
  plugin: ['manifest', 'controls', 'posture', 'cli'],
};
const rooms = Object.keys(ROOMS);

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-hardened',
  description: 'Secure-by-default cdk8s constructs, a catalogue of controls that gates every synth, and a GitOps tree that an API server admits whole',
  author: 'cdk8s-hardened contributors',
  authorAddress: 'contributors@cdk8s-hardened.example',
  repositoryUrl: 'https://github.com/cdk8s-hardened/cdk8s-hardened.git',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk8s-hardened contributors',
  keywords: ['cdk8s', 'kubernetes', 'security', 'pod-security', 'networkpolicy', 'vault', 'istio', 'gitops'],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  minNodeVersion: '20.19.0',
  workflowNodeVersion: '20',

  // The floor that is promised is the floor that is tested.
  cdk8sVersion: '2.68.12',
  constructsVersion: '10.3.0',
  jsiiVersion: '5.9.54',
  typescriptVersion: '5.9.3',
  projenVersion: '0.103.25',
  peerDeps: ['cdk8s-plus-28@^2.5.6'],
  bundledDeps: ['js-yaml@4.3.2', 'commander@14.0.3'],
  bin: { 'cdk8s-hardened': 'bin/cdk8s-hardened' },
  devDeps: [
    'cdk8s-plus-28@2.5.6', '@types/js-yaml@^4', '@types/node@^20', '@marcbachmann/cel-js@8.0.0',
    'eslint-plugin-jest@^28', 'fast-check@^3', 'yaml@2.9.1', 'ajv@^8',
    // For its copy of the SARIF 2.1.0 schema.
    '@microsoft/jest-sarif@1.0.0-beta.0',
    // The command line that the plugin is tested with, and the browser's driver and judge for the HTML report.
    'cdk8s-cli@2.207.60', 'playwright-core@1.65.1', 'axe-core@4.14.1',
    // What pictures are drawn with: `reach` asks its user to install this version. No peer dependency, since jsii takes only its own modules for one.
    '@hpcc-js/wasm-graphviz@1.29.2',
  ],

  jest: true,
  jestOptions: {
    // projen's default rewrites every snapshot on every run, under which none can fail.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      testTimeout: 20_000,
      moduleNameMapper: {
        '^cdk8s-hardened$': '<rootDir>/src/index.ts',
        '^cdk8s-hardened/controls$': '<rootDir>/src/controls/index.ts',
        '^cdk8s-hardened/testing$': '<rootDir>/src/testing/index.ts',
      },
    },
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'examples', 'projenrc'],
    commandOptions: { fix: false },
    ignorePatterns: ['*.js', '*.d.ts', 'node_modules/', 'lib', 'vendor', 'coverage', '.projenrc.ts'],
  },
  docgen: true,
  // The repository's own CI is .ci/run: no forge's workflow, no nightly upgrade, no self-mutation.
  github: false,
  release: false,
  depsUpgrade: false,
  sampleCode: false,
  gitignore: ['/vendor/', '/deploy/', '/deploy.reports/', '/dist/', 'examples/*/deploy*', '.cache/', '*.tsbuildinfo'],
});

// Asked for after projen has asked for its own: the last request counts.
project.addDevDeps('jest@29.7.0', 'ts-jest@29.4.15', '@types/jest@^29', 'eslint@9.39.5', 'ts-node@^10', 'jsii-docgen@10.12.6');

// The registry lacks some platform packages of the newest unrs-resolver, so that `npm ci` fails after `npm install`.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './testing': { types: './lib/testing/index.d.ts', default: './lib/testing/index.js' },
  './plugin': { types: './lib/plugin/index.d.ts', default: './lib/plugin/index.js' },
  './controls': { types: './lib/controls/index.d.ts', default: './lib/controls/index.js' },
  './schemas/*': './schemas/*',
  './package.json': './package.json',
  './.jsii': './.jsii',
});
// `exports` is unknown to TypeScript's classic resolution ("moduleResolution": "node"), which is what `cdk8s init` writes.
project.package.addField('typesVersions', { '*': { testing: ['./lib/testing/index.d.ts'], controls: ['./lib/controls/index.d.ts'], plugin: ['./lib/plugin/index.d.ts'] } });
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
project.npmrc.addConfig('fund', 'false');
project.npmrc.addConfig('update-notifier', 'false');
for (const path of ['/.cache/', '/examples/', '/scripts/', '/conformance/', '/bench/', '/docs/', '/.ci/', '/.pre-commit-hooks.yaml', '/.projenrc.ts', '/projenrc', '/test/']) project.npmignore?.exclude(path);

project.jest?.addTestMatch('<rootDir>/test/**/*.test.ts');
project.jest?.addTestMatch('<rootDir>/examples/**/*.test.ts');

// Arrows between rooms go one way.
project.eslint?.addRules({
  'import/no-cycle': ['error'],
  'import/no-restricted-paths': ['error', {
    zones: rooms.map(room => ({
      target: `./src/${room}`,
      from: rooms.filter(other => other !== room && !ROOMS[room].includes(other)).map(other => `./src/${other}`),
      message: `src/${room} may import only from: ${ROOMS[room].join(', ') || 'no other room'}. See docs/decisions/0001-rooms.md.`,
    })),
  }],
  '@typescript-eslint/no-explicit-any': ['error'],
  '@stylistic/max-len': ['error', { code: 160, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
  '@stylistic/object-property-newline': ['off'],
  '@stylistic/object-curly-newline': ['off'],
  'max-lines': ['error', { max: 300, skipComments: true, skipBlankLines: true }],
});
// Sets of requests are bits of one number.
project.eslint?.addOverride({ files: ['src/reachability/**/*.ts', 'test/reachability/**/*.ts'], rules: { 'no-bitwise': 'off' } });
project.eslint?.addPlugins('jest');
project.eslint?.addOverride({
  files: ['test/**/*.ts', 'examples/**/*.test.ts'],
  rules: {
    'jest/valid-expect': 'error',
    'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert'] }],
    'jest/no-focused-tests': 'error',
    'jest/no-disabled-tests': 'error',
    'jest/no-identical-title': 'error',
  },
});

// jsii complains at length about Node's age on each call; the supported range is stated in `engines`.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// jest 29 cannot load an ES module with require(): the CEL engine is turned into CommonJS once, before anything compiles.
project.tasks.tryFind('pre-compile')?.exec('node scripts/vendor-cel.js');

// `npm test`: types of everything, the unit tests, the linter (never fixing), and the generated documents.
project.testTask.reset('node scripts/test.js', { receiveArgs: true });
project.testTask.description = 'Type check, unit tests, lint, generated documents';
project.removeTask('test:update');
project.addTask('test:update', { description: 'Write new snapshots', exec: 'jest --ci=false --updateSnapshot', receiveArgs: true });
project.addTask('start', { description: 'Build, synthesise examples/online-boutique, say what was written', exec: 'node scripts/start.js', receiveArgs: true });
project.addTask('bench', { description: 'Time 1,000 workloads against bare cdk8s-plus', exec: 'node bench/run.js', receiveArgs: true });
project.addTask('bench:check', { description: 'Time the command line against other judges, and its memory on 100 MB', exec: 'node bench/check/run.js', receiveArgs: true });
project.addTask('bench:reach', { description: 'Time the whole answer about reachability against the upstream engine, packet by packet', exec: 'node bench/reach.js', receiveArgs: true });
project.addTask('conformance', { description: 'Judge the examples with a real API server and the Pod Security fixtures', exec: 'conformance/run', receiveArgs: true });
project.addTask('conformance:corpora', { description: 'Print the numbers of the README: Pod Security fixtures, own manifests, mutations, fixtures of other scanners', exec: 'node conformance/corpora/run.js' });
project.addTask('docs', { description: 'Regenerate API.md and docs/CONTROLS.md', steps: [{ exec: 'node scripts/compile.js' }, { exec: 'node scripts/docs.js' }] });

// One configuration that type-checks tests and examples together: ts-jest only transpiles, under which a type error in a test passes.
new TextFile(project, 'test/tsconfig.all.json', { marker: false, lines: JSON.stringify({
  extends: '../tsconfig.json',
  compilerOptions: {
    noEmit: true, rootDir: '..', noUnusedLocals: true, types: ['jest', 'node'],
    paths: { 'cdk8s-hardened': ['../src/index.ts'], 'cdk8s-hardened/testing': ['../src/testing/index.ts'], 'cdk8s-hardened/controls': ['../src/controls/index.ts'] },
  },
  include: ['../src/**/*.ts', './**/*.ts', '../examples/**/*.ts'],
}, undefined, 2).split('\n') });
// Examples run as a user's app does: the package by its name, resolved to the compiled library.
new TextFile(project, 'examples/tsconfig.json', { marker: false, lines: JSON.stringify({
  compilerOptions: { target: 'ES2022', module: 'node16', moduleResolution: 'node16', strict: true, esModuleInterop: true, skipLibCheck: true, noEmit: true, types: ['jest', 'node'] },
  include: ['**/*.ts'],
}, undefined, 2).split('\n') });

project.synth();
