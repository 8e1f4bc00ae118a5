// Lint rules, and the import rules of the architecture: who may import whom.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const nodeGlobals = Object.fromEntries(
  [
    'process',
    'console',
    'require',
    'module',
    '__dirname',
    'URL',
    'Buffer',
    'setInterval',
    'clearInterval',
    'setTimeout',
    'performance',
  ].map((name) => [name, 'readonly']),
);

/** Forbids every bare package except `packages`, and every sibling folder except `folders`. */
function mayImport(files, packages, folders, ignores = []) {
  const all = ['lib', 'kernel', 'lab', 'grader', 'problem-sets', 'bench', 'test', 'bin'];
  const forbidden = all.filter((folder) => !folders.includes(folder));
  return {
    files,
    ignores,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(?:\\.\\./)+(?:${forbidden.join('|')})/`,
              message: 'The architecture does not allow this import: see CONTRIBUTING.',
            },
            {
              regex: `^(?!\\.|node:|(?:${packages.join('|') || '$^'})(?:/|$))`,
              message: 'This folder may not use this package: see CONTRIBUTING.',
            },
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'lib/wasm/assembly'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: { globals: nodeGlobals },
    rules: { '@typescript-eslint/no-require-imports': 'off', 'no-restricted-exports': 'off' },
  },
  mayImport(['lib/**/*.ts'], ['ndarray'], ['lib']),
  mayImport(
    ['kernel/**/*.ts'],
    [
      'typescript',
      'zeromq',
      'tslab',
      '@jridgewell/trace-mapping',
      '@vscode/debugprotocol',
      'commander',
      'picocolors',
      'write-file-atomic',
    ],
    ['kernel'],
    ['kernel/prelude.ts'],
  ),
  mayImport(['kernel/prelude.ts'], [], ['kernel', 'lib']),
  mayImport(['problem-sets/**/*.ts'], ['edflab'], ['lib', 'problem-sets']),
  mayImport(
    ['grader/**/*.ts'],
    ['commander', 'ajv', 'csv-parse', 'csv-stringify', 'write-file-atomic', 'picocolors', 'yazl', 'yauzl'],
    ['grader', 'lib', 'problem-sets', 'kernel'],
  ),
  mayImport(
    ['lab/server/**/*.ts'],
    ['express', 'ws', 'commander', 'open', 'jsonc-parser', 'write-file-atomic', 'picocolors'],
    ['kernel', 'lab'],
  ),
);
