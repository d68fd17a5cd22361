import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Letter {
  readonly from: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly raw: string;
}

/** A real SMTP server that keeps what it is given, and refuses when it is told to. */
export class MailServer {
  readonly received: Letter[] = [];
  readonly refused: string[] = [];
  #refusal: number | null = null;

  private constructor(private readonly server: SMTPServer) {}

  static async open(): Promise<MailServer> {
    let mail: MailServer;
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: (address, _session, callback) => callback(mail.#refusalOf(address.address)),
      onData: (stream, session, callback) => {
        let raw = '';
        stream.setEncoding('latin1');
        stream.on('data', (chunk: string) => {
          raw += chunk;
        });
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          mail.received.push(
            letterOf(
              mailFrom ? mailFrom.address : '',
              rcptTo.map(({ address }) => address),
              raw,
            ),
          );
          callback();
        });
      },
    });
    mail = new MailServer(server);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return mail;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** From now on every recipient is answered by this code; null: taken. */
  refuses(code: number | null): void {
    this.#refusal = code;
  }

  #refusalOf(address: string): Error | null {
    if (this.#refusal === null) return null;
    this.refused.push(address);
    return Object.assign(new Error('not now'), { responseCode: this.#refusal });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

const letterOf = (from: string, recipients: readonly string[], raw: string): Letter => {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const unfolded = head.replace(/\r\n[ \t]+/g, ' ');
  const subject = /^Subject: (.*)$/m.exec(unfolded)?.[1] ?? '';
  const encoding = /^Content-Transfer-Encoding: (.*)$/m.exec(unfolded)?.[1] ?? '7bit';
  return { from, recipients, subject: wordsOf(subject), text: decoded(body.join('\r\n\r\n'), encoding), raw };
};

/** RFC 2047; adjacent words are one. */
const wordsOf = (header: string): string =>
  header
    .replace(/\?= =\?/g, '?==?')
    .replace(/(?:=\?utf-8\?[QB]\?[^?]*\?=)+/gi, (words) =>
      Buffer.concat(
        [...words.matchAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi)].map(([, form, text = '']) =>
          form?.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : quotedPrintable(text.replaceAll('_', ' ')),
        ),
      ).toString('utf8'),
    );

const decoded = (body: string, encoding: string): string => {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64').toString('utf8');
  return /quoted-printable/i.test(encoding) ? quotedPrintable(body.replace(/=\r\n/g, '')).toString('utf8') : body;
};

const quotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
