/** Archives made byte by byte, so that specs can make those that no tool would write. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import type { OlxFiles } from './olx-files.js';
import { openArchive, type OpenArchiveOptions } from './open-archive.js';

export interface TarMember {
  readonly name: string | Buffer;
  /** The type flag; `0` is a file, `1` a hard link, `2` a symbolic link, `5` a folder. */
  readonly type?: string;
  readonly content?: string | Buffer;
  readonly link?: string;
  /** What the header claims, if it is not the content's length. */
  readonly size?: number;
  /** Records of an extended header before the member. */
  readonly pax?: Readonly<Record<string, string | Buffer>>;
}

const BLOCK = 512;

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\0`;
}

function tarHeader(name: Buffer, type: string, size: number, link: string): Buffer {
  const header = Buffer.alloc(BLOCK);
  name.copy(header, 0, 0, 100);
  header.write(octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(0, 12), 100, 'latin1');
  header.write(' '.repeat(8), 148, 'latin1');
  header.write(type, 156, 'latin1');
  header.write(link, 157, 100);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function paxRecord(key: string, value: string | Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  let length = body.length + 1;
  while (String(length).length + body.length !== length) length = String(length).length + body.length;
  return Buffer.concat([Buffer.from(String(length)), body]);
}

function tarMember({ name, type = '0', content = '', link = '', size, pax }: TarMember): Buffer {
  const bytes = Buffer.from(content);
  const parts = [tarHeader(Buffer.from(name), type, size ?? bytes.length, link), padded(bytes)];
  if (pax) {
    const records = Buffer.concat(Object.entries(pax).map(([key, value]) => paxRecord(key, value)));
    parts.unshift(tarHeader(Buffer.from('PaxHeader'), 'x', records.length, ''), padded(records));
  }
  return Buffer.concat(parts);
}

export function tar(members: readonly TarMember[]): Buffer {
  return Buffer.concat([...members.map(tarMember), Buffer.alloc(2 * BLOCK)]);
}

export function tarGz(members: readonly TarMember[]): Buffer {
  return gzipSync(tar(members));
}

export interface ZipMember {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  readonly stored?: boolean;
  /** The Unix mode with its file type. */
  readonly mode?: number;
  readonly flags?: number;
  readonly crc?: number;
  /** What the directory claims the content's length to be. */
  readonly size?: number;
  /** The name in front of the content, if it is not the directory's. */
  readonly localName?: string;
  /** Where the directory says that the member lies, if that is not where it does. */
  readonly offset?: number;
  /** In the directory alone. */
  readonly listedOnly?: boolean;
}

export function zip(members: readonly ZipMember[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const content = Buffer.from(member.content ?? '');
    const packed = member.stored ? content : deflateRawSync(content);
    const [name, localName] = [Buffer.from(member.name), Buffer.from(member.localName ?? member.name)];
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(member.flags ?? 0x800, 2);
    shared.writeUInt16LE(member.stored ? 0 : 8, 4);
    shared.writeUInt32LE(member.crc ?? crc32(content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(member.size ?? content.length, 18);
    const local = Buffer.from(shared);
    local.writeUInt16LE(localName.length, 22);
    const body = member.listedOnly
      ? Buffer.alloc(0)
      : Buffer.concat([Buffer.from('PK\x03\x04'), local, localName, packed]);
    bodies.push(body);
    const central = Buffer.alloc(46);
    central.write('PK\x01\x02', 'latin1');
    central.writeUInt16LE(0x0314, 4);
    shared.copy(central, 6, 0, 22);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(((member.mode ?? 0o100644) << 16) >>> 0, 38);
    central.writeUInt32LE(member.offset ?? offset, 42);
    directory.push(central, name);
    offset += body.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, entries, end]);
}

/** The smallest course there is. */
export const COURSE_XML = { name: 'course/course.xml', content: '<course url_name="R" org="O" course="C"/>' };

/** A folder of its own for each archive, so that what is left behind can be seen. */
export class Spool {
  private constructor(readonly directory: string) {}

  static async create(): Promise<Spool> {
    return new Spool(await mkdtemp(path.join(tmpdir(), 'olx-archive-')));
  }

  open(bytes: Buffer | Readable, options: Partial<OpenArchiveOptions> = {}): Promise<OlxFiles> {
    const input = bytes instanceof Readable ? bytes : Readable.from([bytes]);
    return openArchive(input, { spoolDirectory: this.directory, ...options });
  }

  /** The names of what lies there. */
  contents(): Promise<string[]> {
    return readdir(this.directory);
  }

  remove(): Promise<void> {
    return rm(this.directory, { recursive: true });
  }
}
