import { PassThrough, Readable } from 'node:stream';
import { CommandIo } from './command-io.js';
import { UsageError } from './command-errors.js';

const io = (stdin: Readable, stdout = new PassThrough()) => new CommandIo(stdin, stdout, new PassThrough());

describe('CommandIo', () => {
  it('refuses to take nothing for a password', async () => {
    await expect(io(Readable.from([])).readPassword()).rejects.toThrow(UsageError);
    await expect(io(Readable.from(['\n'])).readPassword()).rejects.toThrow(UsageError);
  });

  it('reads the first line of standard input as the password, blanks included', async () => {
    expect(await io(Readable.from(['  correct horse ', '\r\nbattery'])).readPassword()).toBe('  correct horse ');
  });

  it('speaks to a person on a terminal and to a program otherwise (SPEC O-3)', () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    expect(io(Readable.from([]), terminal).speaksJson()).toBe(false);
    expect(io(Readable.from([]), terminal).speaksJson(true)).toBe(true);
    expect(io(Readable.from([])).speaksJson()).toBe(true);
  });

  it('writes one object on a line, whatever the values hold', () => {
    const stdout = new PassThrough();
    io(Readable.from([]), stdout).event('failed', { message: 'two\nlines' });
    expect(String(stdout.read())).toBe('{"event":"failed","message":"two\\nlines"}\n');
  });
});
