import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { type Expander, Expanders } from '../../common/hypermedia/expanders.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { type DefinitionReference, WHOLE } from '../../common/hypermedia/references.response.js';
import { DefinitionKey } from '../../common/opaque-keys/index.js';
import { Definitions } from '../content/index.js';
import { DefinitionResponse } from './dto/definition.response.js';
import { definitionLinks } from './xblocks.links.js';

const WHOLE_VIEW = 'whole';

/**
 * `?expand=` of definitions. Whoever was shown the block that names one may read it (SPEC section 8), so nothing is asked again;
 * how much of it, the reference knows.
 */
@Injectable()
export class DefinitionExpander implements Expander<DefinitionResponse>, OnModuleInit {
  readonly model = DefinitionResponse;
  readonly builder = definitionLinks;

  constructor(
    private readonly definitions: Definitions,
    private readonly urls: ApiUrls,
    private readonly expanders: Expanders,
  ) {}

  onModuleInit(): void {
    this.expanders.register('definition', this);
  }

  /** Two callers' views of one definition are two things; a key has no blank in it. */
  keyOf(reference: DefinitionReference & { [WHOLE]?: boolean }): string {
    return reference[WHOLE] === true ? `${reference.definition_key} ${WHOLE_VIEW}` : reference.definition_key;
  }

  async load(keys: readonly string[]): Promise<ReadonlyMap<string, Unlinked<DefinitionResponse>>> {
    const asked = keys.map((key) => ({ key, name: key.split(' ')[0]!, isWhole: key.endsWith(` ${WHOLE_VIEW}`) }));
    const names = [...new Set(asked.map(({ name }) => name))];
    const found = await this.definitions.findAll(names.map((name) => DefinitionKey.parse(name)));
    const byName = new Map(found.map((each) => [String(DefinitionKey.of(each.guid, each.type)), each]));
    return new Map(
      asked.flatMap(({ key, name, isWhole }) => {
        const definition = byName.get(name);
        return definition ? [[key, DefinitionResponse.from({ definition, isWhole }, this.urls)] as const] : [];
      }),
    );
  }
}
