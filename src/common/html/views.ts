import type { Type } from '@nestjs/common';
import type { FunctionComponent } from 'preact';
import type { Body } from './page-context.js';

/** What a view is given: the body that the JSON answer would have, or a page of them. */
export interface ViewProps {
  readonly body: Body;
}

/** What fills the page between its frame: the heading of the first level included. */
export type View = FunctionComponent<ViewProps>;

const views = new Map<Type, View>();

/**
 * Gives a representation a page of its own, in place of the general one: one view for the resource and the pages of its
 * collection alike. Called once by the module that owns the representation, when it is loaded.
 * @param model the class that the route names in `@ReturnsResource` or `@ReturnsPage`
 */
export function registerView(model: Type, view: View): void {
  views.set(model, view);
}

/** The view of a representation; undefined when the general one shows it. */
export function viewOf(model: Type | undefined): View | undefined {
  return model && views.get(model);
}
