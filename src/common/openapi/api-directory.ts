import { Injectable } from '@nestjs/common';
import { ApiRoutes } from './api-routes.js';
import { APIS, type ApiDeclaration } from './apis.js';

/** What can be relied on (SPEC R-11), the most reliable first. */
export const SUPPORT_LEVELS = ['stable', 'provisional', 'experimental'] as const;
export type SupportLevel = (typeof SUPPORT_LEVELS)[number];

/** One API in one version: what its routes say of it, and its declaration. */
export interface ListedApi extends ApiDeclaration {
  /** As in its URLs. */
  readonly name: string;
  /** Major version, `v1`. */
  readonly version: string;
  /** What can be relied on throughout: the level of its least reliable operation. */
  readonly supportLevel: SupportLevel;
}

/**
 * Every API of the service, read off the routes, so that a new one is listed whether or not somebody thought of it. Its
 * words come from `apis.ts`; a contract test asks for them.
 */
@Injectable()
export class ApiDirectory {
  constructor(private readonly routes: ApiRoutes) {}

  list(): ListedApi[] {
    const levels = new Map<string, number>();
    for (const { path, extensions } of this.routes.all()) {
      const [, api] = /^\/api\/([^/:]+\/v\d+)\//.exec(path) ?? [];
      if (api === undefined) continue;
      const level = SUPPORT_LEVELS.indexOf(extensions['x-support-level'] as SupportLevel);
      // What says nothing promises nothing.
      levels.set(api, Math.max(levels.get(api) ?? 0, level < 0 ? SUPPORT_LEVELS.length - 1 : level));
    }
    // As apis.ts has them, what a newcomer looks for first; those that are not declared come last.
    const rank = (api: string) => (api in APIS ? Object.keys(APIS).indexOf(api) : Infinity);
    const inOrder = [...levels].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
    return inOrder.map(([api, level]) => {
      const [name, version] = api.split('/') as [string, string];
      const declared = APIS[api] ?? { tag: name, description: '', path: null, template: null };
      return { name, version, supportLevel: SUPPORT_LEVELS[level]!, ...declared };
    });
  }
}
