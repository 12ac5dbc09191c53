import { createServer, type Socket } from 'node:net';

/** A mail as it arrived. */
export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface SmtpServer {
  /** For SMTP_URL. */
  readonly url: string;
  readonly mails: ReceivedMail[];
  close(): Promise<void>;
}

/** As much of a mail server (RFC 5321) as takes mail in and keeps it, on loopback. */
export async function startSmtpServer(): Promise<SmtpServer> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    converse(socket, (mail) => mails.push(mail));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    mails,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function converse(socket: Socket, take: (mail: ReceivedMail) => void): void {
  let pending = '';
  let to = '';
  let isData = false;
  socket.setEncoding('utf8').write('220 test\r\n');
  socket.on('data', (chunk: string) => {
    pending += chunk;
    for (;;) {
      const end = pending.indexOf(isData ? '\r\n.\r\n' : '\r\n');
      if (end === -1) return;
      const text = pending.slice(0, end);
      pending = pending.slice(end + (isData ? 5 : 2));
      if (isData) {
        take(mailOf(to, text));
        isData = false;
        socket.write('250 kept\r\n');
      } else if (/^data/i.test(text)) {
        isData = true;
        socket.write('354 go on\r\n');
      } else if (/^quit/i.test(text)) socket.end('221 bye\r\n');
      else {
        to = /^rcpt to:<(.*)>/i.exec(text)?.[1] ?? to;
        socket.write('250 ok\r\n');
      }
    }
  });
}

function mailOf(to: string, raw: string): ReceivedMail {
  const start = raw.indexOf('\r\n\r\n');
  const headers = raw.slice(0, start);
  const body = raw.slice(start + 4);
  const isQuoted = /content-transfer-encoding:\s*quoted-printable/i.test(headers);
  return { to, subject: /^subject: (.*)$/im.exec(headers)?.[1] ?? '', text: isQuoted ? unquoted(body) : body };
}

/** RFC 2045 6.7. */
function unquoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
