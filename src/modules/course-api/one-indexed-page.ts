import { AppError } from '../../common/errors/app-error.js';

const DEFAULT_SIZE = 10;
const MAX_SIZE = 100;

/** Which rows of a list a request means. */
export interface OneIndexedPage {
  /** The first page is 1. */
  readonly number: number;
  readonly size: number;
  /** At least 1, as Django REST framework counts. */
  readonly numPages: number;
}

/**
 * A page of this API, by Django REST framework's rules, which its clients know: pages count from 1, `last` is the last,
 * a size over 100 counts as 100, and what is no size as 10. Elsewhere in this service a size over 100 is refused.
 * @throws AppError `not_found` for a page that does not exist; page 1 of an empty list does
 */
export function oneIndexedPage(query: { page?: string; page_size?: string }, count: number): OneIndexedPage {
  const wanted = /^\d{1,6}$/.test(query.page_size ?? '') ? Number(query.page_size) : 0;
  const size = wanted === 0 ? DEFAULT_SIZE : Math.min(wanted, MAX_SIZE);
  const numPages = Math.max(1, Math.ceil(count / size));
  const text = query.page ?? '1';
  const number = text === 'last' ? numPages : /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > numPages)
    throw new AppError('not_found', `There is no page "${text}". Pages count from 1, and the last one is ${numPages}.`);
  return { number, size, numPages };
}

/** The same address with another page; everything else stays, repeated parameters included. */
export function addressOfPage(list: string, query: string, number: number): string {
  const url = new URL(list);
  url.search = query;
  url.searchParams.set('page', String(number));
  return url.href;
}
