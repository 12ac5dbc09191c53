import ts from 'typescript';

/** A request body, as the DTOs are: `description` is declared, and nothing is assigned to it. */
const SOURCE = `class Body { constructor() { this.name = 'x'; } name: string; description?: string; }
  return Object.keys(new Body());`;

class Body {
  readonly name: string;
  readonly description?: string;

  constructor() {
    this.name = 'x';
  }
}

/** Runs the source as `npm run build` compiles it. */
function asBuilt(source: string): unknown {
  const { config } = ts.readConfigFile('tsconfig.build.json', (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const { outputText } = ts.transpileModule(`(() => { ${source} })()`, {
    compilerOptions: { ...options, module: ts.ModuleKind.ESNext, sourceMap: false },
  });
  return (0, eval)(outputText.replace('export {};', ''));
}

describe('The compiled service', () => {
  // With own fields for all that is only declared, a body seems to have members that nobody sent: a bulk enrollment as JSON was
  // refused for query parameters that were not there, in the service and not in its tests.
  it('has in its request bodies what was sent alone, as in the tests of the sources (SPEC R-9)', () => {
    expect(asBuilt(SOURCE)).toEqual(['name']);
    expect(asBuilt(SOURCE)).toEqual(Object.keys(new Body()));
  });
});
