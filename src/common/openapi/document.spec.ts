import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiProperty, ApiResponse, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { withoutClashes } from './document.js';

const noteWith = (member: string) => {
  class NoteResponse {}
  ApiProperty({ type: String })(NoteResponse.prototype, member);
  return NoteResponse;
};

/** A service whose two operations answer with these classes. */
async function documentOf(first: new () => object, second: new () => object): Promise<unknown> {
  @Controller()
  class NotesController {
    @Get('one')
    @ApiResponse({ status: 200, type: first })
    one(): void {}

    @Get('two')
    @ApiResponse({ status: 200, type: second })
    two(): void {}
  }
  @Module({ controllers: [NotesController] })
  class NotesModule {}
  const app = await NestFactory.create(NotesModule, new FastifyAdapter(), { logger: false });
  return withoutClashes(() => SwaggerModule.createDocument(app, new DocumentBuilder().build()));
}

describe('the OpenAPI document (SPEC R-14)', () => {
  it('is not built while two classes of one name are different schemas, of which one would be lost', async () => {
    await expect(documentOf(noteWith('text'), noteWith('title'))).rejects.toThrow(/rename one: NoteResponse/);
  });

  it('takes one class that two operations answer with', async () => {
    const note = noteWith('text');
    await expect(documentOf(note, note)).resolves.toHaveProperty('components.schemas.NoteResponse');
  });
});
