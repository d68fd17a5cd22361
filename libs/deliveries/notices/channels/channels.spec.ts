import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MailServer } from '../../testing/mail-server.js';
import type { NoticeChannel, NoticeMessage } from './channel.js';
import { OutboxChannel } from './outbox-channel.js';
import { SmtpChannel } from './smtp-channel.js';

const message = (change: Partial<NoticeMessage> = {}): NoticeMessage => ({
  id: '5f0c0000-0000-8000-8000-000000000001',
  to: 'nguyet@example.vn',
  subject: 'Hồ sơ đã được tiếp nhận',
  text: 'Hẹn trả kết quả: 16:30 05/03/2026.\n',
  ...change,
});

/** What a channel took in, whichever it is: who it went to, and what it said. */
interface Far {
  readonly channel: NoticeChannel;
  taken(): { readonly to: string; readonly subject: string; readonly text: string }[];
  close(): Promise<void>;
}

const bySmtp = async (): Promise<Far> => {
  const mail = await MailServer.open();
  const channel = new SmtpChannel({ url: mail.url, from: 'mot-cua@h99.example' });
  return {
    channel,
    taken: () =>
      mail.received.flatMap(({ recipients, subject, text }) =>
        recipients.map((to) => ({ to, subject, text: text.replaceAll('\r\n', '\n').trimEnd() })),
      ),
    close: async () => {
      await channel.close();
      await mail.close();
    },
  };
};

const byFiles = async (): Promise<Far & { readonly dir: string }> => {
  const dir = mkdtempSync(join(tmpdir(), 'outbox-'));
  const files = join(dir, 'outbox', 'sms');
  return {
    dir: files,
    channel: new OutboxChannel('sms', dir),
    taken: () =>
      readdirSync(files).map((name) => {
        const { to, subject, text } = JSON.parse(readFileSync(join(files, name), 'utf8')) as NoticeMessage;
        return { to, subject, text: text.trimEnd() };
      }),
    close: async () => rmSync(dir, { recursive: true, force: true }),
  };
};

describe.each([
  ['by SMTP', bySmtp],
  ['into files', byFiles],
])('a notice that goes %s', (_how, open: () => Promise<Far>) => {
  let far: Far;
  afterEach(() => far.close());

  it('arrives as it was written, in Vietnamese', async () => {
    far = await open();
    const { to, subject, text } = message();
    expect(await far.channel.send(message())).toBe('sent');
    expect(far.taken()).toEqual([{ to, subject, text: text.trimEnd() }]);
  });

  it('goes to one recipient, whatever stands in the address, and never throws', async () => {
    far = await open();
    for (const to of ['a@example.vn, b@example.vn', 'a@example.vn\r\nBcc: b@example.vn', '<a@example.vn>,<b@example.vn>', ''])
      await expect(far.channel.send(message({ to }))).resolves.toMatch(/^(sent|refused|unreachable)$/);
    expect(far.taken().filter(({ to }) => to === 'b@example.vn')).toEqual([]);
  });

  it('says what its subject says, and nothing that was smuggled in with it', async () => {
    far = await open();
    await far.channel.send(message({ subject: 'Một\r\nBcc: b@example.vn\r\n\r\nHai' }));
    expect(far.taken().map(({ to }) => to)).toEqual(['nguyet@example.vn']);
  });
});

describe('by SMTP', () => {
  it('a refusal for good is told from one for now, and both from a server that is not there', async () => {
    const mail = await MailServer.open();
    const channel = new SmtpChannel({ url: mail.url, from: 'mot-cua@h99.example', timeoutMs: 500 });
    mail.refuses(550);
    expect(await channel.send(message())).toBe('refused');
    mail.refuses(451);
    expect(await channel.send(message())).toBe('unreachable');
    await mail.close();
    expect(await channel.send(message())).toBe('unreachable');
    await channel.close();
  });

  it('a server that says nothing is left', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const channel = new SmtpChannel({ url: `smtp://127.0.0.1:${port}`, from: 'a@b.example', timeoutMs: 200 });
    expect(await channel.send(message())).toBe('unreachable');
    await channel.close();
    server.close();
  });
});

describe('into files', () => {
  it('the same message twice is one file, which its owner alone can read, as it can the folder', async () => {
    const far = await byFiles();
    for (let i = 0; i < 2; i += 1) expect(await far.channel.send(message())).toBe('sent');
    const names = readdirSync(far.dir);
    expect(names).toEqual([`${message().id}.json`]);
    expect(statSync(join(far.dir, names[0] as string)).mode & 0o777).toBe(0o600);
    expect(statSync(far.dir).mode & 0o077).toBe(0);
    await far.close();
    expect(await far.channel.send(message())).toBe('unreachable');
  });
});
