import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { type Expander, Expanders } from '../../common/hypermedia/expanders.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import type { DefinitionReference } from '../../common/hypermedia/references.response.js';
import { DefinitionKey } from '../../common/opaque-keys/index.js';
import { Definitions } from '../content/index.js';
import { DefinitionResponse } from './dto/definition.response.js';
import { definitionLinks } from './xblocks.links.js';

/** `?expand=` of definitions. Whoever was shown the block that names one may read it (SPEC section 8), so nothing is asked again. */
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

  keyOf(reference: DefinitionReference): string {
    return reference.definition_key;
  }

  async load(keys: readonly string[]): Promise<ReadonlyMap<string, Unlinked<DefinitionResponse>>> {
    const found = await this.definitions.findAll(keys.map((key) => DefinitionKey.parse(key)));
    return new Map(
      found.map((definition) => {
        const response = DefinitionResponse.from(definition, this.urls);
        return [response.definition_key, response];
      }),
    );
  }
}
