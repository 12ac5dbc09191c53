import { Injectable, type Type } from '@nestjs/common';
import { permission } from '../auth/permissions.js';
import { EXPANSIONS, type ExpansionKind } from './expandable.js';
import { Expansion } from './expansion.js';
import { type LinkBuilder, type LinkContext, linked, type ResourceResponse, type Unlinked } from './links.js';
import { Shape } from './shape.js';

/** A representation that is about to be sent. */
export type Expandable = object;

/** How references of one kind become what they refer to. The module that has the resource registers one. */
export interface Expander<T extends ResourceResponse = ResourceResponse> {
  readonly model: Type<T>;
  readonly builder: LinkBuilder<T>;
  /** What a reference is found by: its key, as the reference has it. */
  keyOf(reference: object): string;
  /**
   * All of them at once: one bulk look-up, never one for each (SPEC R-1). Keys that do not exist, or of which the caller
   * may not know, are left out; their references stay as they are.
   */
  load(keys: readonly string[], context: LinkContext): Promise<ReadonlyMap<string, Unlinked<T>>>;
}

/** Puts details in place of references. */
@Injectable()
export class Expanders {
  private readonly known = new Map<ExpansionKind, Expander>();

  register<T extends ResourceResponse>(kind: ExpansionKind, expander: Expander<T>): void {
    if (expander.model.name !== EXPANSIONS[kind].schema)
      throw new Error(`References of kind "${kind}" are documented to expand to ${EXPANSIONS[kind].schema}.`);
    this.known.set(kind, expander as unknown as Expander);
  }

  /**
   * Replaces references in place, all rows at once: one look-up for each expanded name, however many rows there are.
   * What was looked up is shown as its own URL shows it by default.
   */
  async expand(rows: readonly Expandable[], expansion: Expansion, context: LinkContext, depth = 1): Promise<void> {
    for (const step of expansion.steps) {
      const expander = this.known.get(step.kind);
      if (!expander) throw new Error(`Nothing expands references of kind "${step.kind}".`);
      // Read before the look-up: an unknown name further in costs nothing.
      const inner = Expansion.along(expander.model, step.then, depth + 1, step.named);
      // A token that may not read the thing at its own URL does not read it here: the reference stays one (operations.md A4.7).
      if (!context.principal.reaches(permission(EXPANSIONS[step.kind].permission).scope)) continue;
      const places = rows.flatMap((row) => placesOf(row, step.path));
      const keys = [...new Set(places.map(({ reference }) => expander.keyOf(reference)))];
      if (keys.length === 0) continue;
      const details = await this.details(expander, keys, context);
      await this.expand([...details.values()], inner, context, depth + 1);
      for (const { holder, name, reference } of places) {
        const found = details.get(expander.keyOf(reference));
        if (found) holder[name] = found;
      }
    }
  }

  private async details(
    expander: Expander,
    keys: readonly string[],
    context: LinkContext,
  ): Promise<Map<string, Expandable>> {
    const shape = Shape.of(expander.model, {});
    const found = await expander.load(keys, context);
    return new Map(
      [...found].map(([key, resource]) => [key, shape.apply(linked(resource, expander.builder, context))]),
    );
  }
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly name: string;
  readonly reference: object;
}

/** Where a row has the reference that a path names; objects on the way are copied, since services may share them. */
function placesOf(row: object, path: readonly string[]): Place[] {
  let holder = row as Record<string, unknown>;
  for (const name of path.slice(0, -1)) {
    const next = holder[name];
    if (next === null || typeof next !== 'object') return [];
    holder = holder[name] = { ...next } as Record<string, unknown>;
  }
  const name = path.at(-1)!;
  const reference = holder[name];
  return reference !== null && typeof reference === 'object' ? [{ holder, name, reference }] : [];
}
