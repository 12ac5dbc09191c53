import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Principal } from '../../../common/auth/principal.js';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import {
  blockRefOf,
  type BlockRef,
  type CourseVersion,
  isSameInSource,
  type Pin,
  readPinned,
  UPSTREAM,
  type UpstreamLink,
  upstreamLinkOf,
} from '../../content/index.js';
import { UpstreamSources } from './upstream-sources.service.js';

/** A copy in a list: whether the very block is what its source is, without what is below it. */
export interface ListedUpstream {
  readonly link: UpstreamLink | null;
  readonly state: 'current' | 'behind' | 'gone';
}

interface Listed {
  readonly block: BlockRef;
  readonly upstream: string | null;
}

interface Linked {
  readonly block: BlockRef;
  readonly link: UpstreamLink;
}

/** Says of many copies at once which of them are behind, so that nobody has to ask for each (ADR 0025). */
@Injectable()
export class UpstreamStates {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sources: UpstreamSources,
  ) {}

  /** The number of statements depends on how many courses and branches they are copied from, not on how many there are. */
  async of(
    listed: readonly Listed[],
    { address, by }: { readonly address: CourseKey; readonly by: Principal },
  ): Promise<Map<BlockRef, ListedUpstream>> {
    const states = new Map<BlockRef, ListedUpstream>();
    const linked: Linked[] = [];
    for (const { block, upstream } of listed) {
      const link = upstreamLinkOf(address, { block, settings: { [UPSTREAM]: upstream } });
      if (link !== null) linked.push({ block, link });
      states.set(block, { link, state: 'gone' });
    }
    const courses = Map.groupBy(linked, ({ link }) => String(link.source.courseKey));
    for (const copies of courses.values()) await this.compare(copies, by, states);
    return states;
  }

  /** All of one course, and of one branch of it. */
  private async compare(copies: readonly Linked[], by: Principal, states: Map<BlockRef, ListedUpstream>) {
    let missing = copies;
    for (const version of await this.sources.versionsOf(copies[0]!.link.source.courseKey, by)) {
      const found = await this.compareWith(version, missing, states);
      missing = missing.filter(({ block }) => !found.has(block));
      if (missing.length === 0) return;
    }
  }

  /** @returns the copies whose source the version has */
  private async compareWith(
    version: CourseVersion,
    copies: readonly Linked[],
    states: Map<BlockRef, ListedUpstream>,
  ): Promise<Set<BlockRef>> {
    const { manager } = this.dataSource;
    const pinsAt = (versionOf: (copy: Linked) => string | null) =>
      copies.flatMap((copy) => pinOf(copy, versionOf(copy)) ?? []);
    const now = await readPinned(
      manager,
      version.courseId,
      pinsAt(() => version.guid),
    );
    const bases = await readPinned(
      manager,
      version.courseId,
      pinsAt(({ link }) => link.version),
    );
    const sources = new Map(now.map((row) => [row.block, row]));
    const byPin = new Map(bases.map((row) => [textOf(row), row]));
    const known = copies.filter(({ link }) => sources.has(blockRefOf(link.source)));
    for (const copy of known) {
      const base = byPin.get(textOf(pinOf(copy, copy.link.version)));
      const source = sources.get(blockRefOf(copy.link.source))!;
      const state = base && isSameInSource(base, source) ? 'current' : 'behind';
      states.set(copy.block, { link: copy.link, state });
    }
    return new Set(known.map(({ block }) => block));
  }
}

function pinOf({ link }: Linked, version: string | null): Pin | null {
  return version === null ? null : { block: blockRefOf(link.source), version };
}

function textOf(pin: Pin | null): string {
  return pin === null ? '' : `${pin.version} ${pin.block}`;
}
