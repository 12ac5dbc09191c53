import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BranchStore } from './branch-store.service.js';
import { BranchWriter } from './branch-writer.service.js';
import { ContentComparison } from './content-comparison.service.js';
import { ContentEditor } from './content-editor.service.js';
import { ContentReader } from './content-reader.service.js';
import { ContentTransfer } from './content-transfer.service.js';
import { ContentVersions } from './content-versions.service.js';
import { CourseEntity } from './course.entity.js';
import { CourseStore } from './course-store.service.js';
import { Definitions } from './definitions.service.js';
import { InformationEditor } from './information-editor.service.js';
import { DefinitionEntity } from './store.entities.js';
import { UnpublishedBlocks } from './unpublished-blocks.service.js';
import { VersionHistory } from './version-history.service.js';

const PUBLIC = [
  BranchStore,
  ContentComparison,
  ContentEditor,
  ContentReader,
  ContentTransfer,
  ContentVersions,
  CourseStore,
  Definitions,
  InformationEditor,
  UnpublishedBlocks,
  VersionHistory,
];

/** The content store: courses, branches, versions, blocks and definitions (SPEC section 5). Knows no HTTP. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([CourseEntity, DefinitionEntity])],
  providers: [BranchWriter, ...PUBLIC],
  exports: [...PUBLIC],
})
export class ContentModule {}
