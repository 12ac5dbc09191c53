import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import ZipStream from 'zip-stream';
import type { WrittenFile } from './write-olx.js';

/** How files become one archive. */
export interface PackOptions {
  readonly format: 'tar.gz' | 'zip';
  /** The archive's one top directory (OLX rule 5). */
  readonly folder: string;
  /** The time of every file: the version's, so that the same version gives the same bytes. */
  readonly modified: Date;
}

/** Neither owner nor mode depends on who exports where. */
const MODE = 0o644;

async function packTar(
  archive: Pack,
  files: AsyncIterable<WrittenFile>,
  { folder, modified }: PackOptions,
): Promise<void> {
  for await (const file of files) {
    const header = { name: `${folder}/${file.path}`, mode: MODE, mtime: modified, uid: 0, gid: 0 };
    if ('content' in file) {
      await new Promise<void>((resolve, reject) => {
        archive.entry(header, file.content, (error) => (error ? reject(error) : resolve()));
      });
      continue;
    }
    const bytes = await file.open();
    await pipeline(bytes, archive.entry({ ...header, size: file.size }));
  }
  archive.finalize();
}

async function packZip(archive: ZipStream, files: AsyncIterable<WrittenFile>, options: PackOptions): Promise<void> {
  for await (const file of files) {
    const source = 'content' in file ? Buffer.from(file.content) : await file.open();
    const name = `${options.folder}/${file.path}`;
    await new Promise<void>((resolve, reject) => {
      // A stream that ends too early would leave the entry open for ever.
      if (source instanceof Readable) source.once('error', reject);
      archive.entry(source, { name, date: options.modified, mode: MODE }, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }
  archive.finish();
}

/**
 * The files as one archive. They are asked for as the archive is read: nothing is kept. What goes wrong is an error of the
 * stream; whoever stops reading ends the files.
 */
export function packFiles(files: AsyncGenerator<WrittenFile>, options: PackOptions): Readable {
  const isZip = options.format === 'zip';
  const tar = pack();
  const zip = isZip ? new ZipStream({ level: 6 }) : null;
  const output =
    zip === null ? createGzip() : Readable.from(zip as unknown as AsyncIterable<Buffer>, { objectMode: false });
  const written = zip === null ? packTar(tar, files, options) : packZip(zip, files, options);
  if (zip === null) Readable.from(tar as AsyncIterable<Buffer>).pipe(output as ReturnType<typeof createGzip>);
  written.catch((error: unknown) => output.destroy(error as Error));
  output.once('close', () => {
    void files.return(undefined).catch(() => undefined);
    tar.destroy();
  });
  return output;
}
