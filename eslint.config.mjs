import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['.tmp/', 'dist/', 'node_modules/', 'data/', 'coverage/', 'sample-course/', 'bench/**/*.mjs'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      // A DTO or an injected class that is imported as a type alone is invisible to Nest: validation switches itself off.
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      eqeqeq: ['error', 'smart'],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Configuration is parsed once, in common/config (SPEC O-2).' },
      ],
    },
  },
  {
    files: ['**/*.tsx'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML'], Property[key.name='dangerouslySetInnerHTML']",
          message: 'Pages show text, never markup from elsewhere: escaping is what keeps authors out of the origin.',
        },
        {
          selector: 'JSXAttribute[name.name=/^(style|on[A-Z].*)$/]',
          message: 'The pages run without scripts, and their policy allows no inline style.',
        },
        {
          selector: "JSXAttribute[name.name='href'] > Literal[value=/^(?!#)/]",
          message: 'Nobody writes a URL: take it from ApiUrls or the representation, through hrefOf.',
        },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
    },
  },
  {
    files: ['src/common/config/app-config.ts', 'ormconfig.ts', 'test/**', 'bench/**', '**/*.spec.ts', 'src/cli/**'],
    rules: { 'no-restricted-properties': 'off', '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        globalThis: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        module: 'readonly',
      },
    },
  },
  prettier,
);
