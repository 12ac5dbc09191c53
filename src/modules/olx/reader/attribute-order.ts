import type { BlockTypeDeclaration } from './block-catalogue.js';

/** 0: attributes of the definition, 1: settings, 2: what is no field (OLX rule 45). */
type Group = 0 | 1 | 2;

/** By code point, as Python sorts. */
function before(a: string, b: string): boolean {
  return a < b;
}

/** Watches the order of a block's attributes, and remembers it if it is not the one that Studio writes. */
export class AttributeOrder {
  private readonly names: string[] = [];
  private normal = true;
  private group: Group = 0;
  private last = '';

  constructor(private readonly declaration: BlockTypeDeclaration) {}

  field(name: string, scope: 'content' | 'settings'): void {
    const isDefinition = scope === 'content' || this.declaration.olx.definitionAttributes?.includes(name) === true;
    this.add(name, isDefinition ? 0 : 1);
  }

  unknown(name: string): void {
    this.add(name, 2);
  }

  /** All names in the order in which they came; null if Studio would write them so. */
  unusual(): readonly string[] | null {
    return this.normal ? null : this.names;
  }

  private add(name: string, group: Group): void {
    this.names.push(name);
    if (group < this.group || (group === 1 && this.group === 1 && before(name, this.last))) this.normal = false;
    this.group = group;
    this.last = group === 1 ? name : '';
  }
}
