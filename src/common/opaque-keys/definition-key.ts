import { readDefinition } from './grammar.js';
import { InvalidKeyError } from './invalid-key-error.js';
import { A_GUID, AN_ID, checked } from './rules.js';

const FORM = 'a definition key, as def-v1:GUID+type@TYPE with 24 hexadecimal digits in lower case';
const PREFIX = 'def-v1:';

/** The content of a block outside any course: `def-v1:519665f6223ebd6980884f2b+type@problem`. */
export class DefinitionKey {
  readonly namespace = 'def-v1';

  private constructor(
    /** 24 hexadecimal digits, or 32. */
    readonly definitionId: string,
    readonly blockType: string,
  ) {
    Object.freeze(this);
  }

  /** @throws InvalidKeyError */
  static parse(text: string): DefinitionKey {
    const key = DefinitionKey.tryParse(text);
    if (!key) throw new InvalidKeyError(text, FORM);
    return key;
  }

  /** As {@link parse}, with null for a text that is no definition key. */
  static tryParse(text: string): DefinitionKey | null {
    if (typeof text !== 'string' || !text.startsWith(PREFIX)) return null;
    const parts = readDefinition(text.slice(PREFIX.length));
    return parts && new DefinitionKey(parts.definitionId, parts.blockType);
  }

  /** @throws InvalidKeyError for a guid or type that would not be read back */
  static of(definitionId: string, blockType: string): DefinitionKey {
    return new DefinitionKey(checked(definitionId, A_GUID), checked(blockType, AN_ID));
  }

  equals(other: DefinitionKey | null | undefined): boolean {
    return !!other && this.definitionId === other.definitionId && this.blockType === other.blockType;
  }

  toString(): string {
    return `${PREFIX}${this.definitionId}+type@${this.blockType}`;
  }

  toJSON(): string {
    return this.toString();
  }
}
