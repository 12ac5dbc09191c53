import { mkdir } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { AssetExports } from '../assets/index.js';
import {
  ContentVersions,
  type CourseVersion,
  DRAFT,
  type JsonObject,
  PUBLISHED,
  readDetachedBlocks,
  readOutline,
  readStoredBlocks,
  type StoredBlock,
} from '../content/index.js';
import type { ExportFormat, ExportProgress, ExportReport } from './export-report.js';
import { OlxReport, type OlxRemainder } from './reader/index.js';
import {
  folderName,
  packFiles,
  writeOlx,
  type WritableAsset,
  type WritableBlock,
  type WritableCourse,
  type WritableTree,
  type WrittenFile,
} from './writer/index.js';

export interface ExportOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExportProgress) => void;
}

/** An export that is about to be written. */
export class CourseExport {
  private readonly report = new OlxReport();
  private readonly started = performance.now();
  private blocks = 0;
  private written = 0;

  constructor(
    private readonly course: WritableCourse,
    private readonly versions: ReadonlyMap<string, CourseVersion>,
    private readonly branch: string | null,
    private readonly options: ExportOptions,
  ) {}

  /** What the archive calls its folder, and itself but for the ending (OLX rule 5). */
  get name(): string {
    return folderName(this.course.courseKey);
  }

  /** File by file. To be asked for once. */
  async *files(): AsyncGenerator<WrittenFile> {
    const { tree, draft } = this.course;
    const total = tree.outline.nodes.size;
    const { report, options } = this;
    const { signal, onProgress } = options;
    const onBlock = () => {
      this.blocks += 1;
      // Drafts come on top, and are few.
      onProgress?.({
        phase: 'blocks',
        done: this.blocks,
        total: draft ? Math.max(total, this.blocks) : total,
        unit: 'blocks',
      });
    };
    for await (const file of writeOlx(this.course, { report, signal, onBlock })) {
      this.written += 1;
      yield file;
    }
  }

  /** As one archive. The same versions always give the same bytes. */
  archive(format: ExportFormat): Readable {
    const created = [...this.versions.values()].map((version) => version.created.getTime());
    return packFiles(this.files(), { format, folder: this.name, modified: new Date(Math.max(...created)) });
  }

  /** Into a folder, which is made if it is not there. Files of other names in it stay. */
  async into(folder: string): Promise<void> {
    for await (const file of this.files()) {
      this.options.signal?.throwIfAborted();
      const target = path.join(folder, file.path);
      await mkdir(path.dirname(target), { recursive: true });
      const content = 'content' in file ? Readable.from([Buffer.from(file.content)]) : await file.open();
      await pipeline(content, createWriteStream(target));
    }
  }

  /** Once everything was written. */
  result(): ExportReport {
    const seconds = (performance.now() - this.started) / 1000;
    return {
      course_key: this.course.courseKey.toString(),
      branch: this.branch,
      versions: Object.fromEntries([...this.versions].map(([name, { guid }]) => [name, guid])),
      blocks: this.blocks,
      files: this.written,
      oddities: this.report.entries,
      oddities_not_listed: this.report.omitted,
      seconds: Math.round(seconds * 1000) / 1000,
      blocks_per_second: Math.round(this.blocks / seconds),
    };
  }
}

/** Exports courses as OLX (SPEC C-10). Versions never change, so nothing is locked and no transaction stays open. */
@Injectable()
export class CourseExportService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly versions: ContentVersions,
    private readonly assets: AssetExports,
  ) {}

  /**
   * @param key of a course: as Studio has it, the published tree with the drafts beside it; with a branch, that branch's tree
   *   plainly; with a version, that one's
   * @throws NotFoundError, VersionConflictError
   */
  async prepare(key: CourseKey, options: ExportOptions = {}): Promise<CourseExport> {
    const version = await this.versions.resolve(key, { readsDrafts: true });
    const courseKey = version.courseKey.withoutBranchAndVersion();
    const isPlain = key.branch !== null || key.version !== null;
    const draft = isPlain ? null : await this.versions.headOf(courseKey, DRAFT);
    const versions = new Map([[isPlain ? version.branch : PUBLISHED, version]]);
    const hasDrafts = draft !== null && draft.guid !== version.guid;
    if (hasDrafts) versions.set(DRAFT, draft);
    const course: WritableCourse = {
      courseKey,
      tree: await this.treeOf(version),
      draft: hasDrafts ? await this.treeOf(draft) : null,
      detached: async () => (await readDetachedBlocks(this.dataSource.manager, version)).map(writable),
      assets: () => this.assetsOf(version.courseId),
    };
    return new CourseExport(course, versions, isPlain ? version.branch : null, options);
  }

  /** Whether there is such a course, branch and version. @throws NotFoundError, VersionConflictError */
  async check(key: CourseKey): Promise<void> {
    await this.versions.resolve(key, { readsDrafts: true });
  }

  private async treeOf(version: CourseVersion): Promise<WritableTree> {
    const { manager } = this.dataSource;
    const nodes = await readOutline(manager, version);
    if (!nodes.has(version.root)) throw new NotFoundError(`course "${version.courseKey}"`);
    return {
      outline: { root: version.root, nodes },
      load: async (blocks) => {
        const stored = await readStoredBlocks(manager, version, blocks);
        return new Map([...stored].map(([block, state]) => [block, writable(state)]));
      },
    };
  }

  private async *assetsOf(courseId: number): AsyncGenerator<WritableAsset> {
    for await (const asset of this.assets.of(courseId)) {
      yield { ...asset, attributes: asset.attributes as JsonObject, open: () => asset.open() };
    }
  }
}

function writable({ block, parent, children, displayName, settings, content, olx }: StoredBlock): WritableBlock {
  return { block, parent, children, displayName, settings, content, olx: olx as OlxRemainder | null };
}
