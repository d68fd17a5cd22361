import { createTransport } from 'nodemailer';
import { NoticeChannel, type NoticeMessage, type Told } from './channel.js';

export interface SmtpOptions {
  /** `smtp://` or `smtps://`, with credentials where they are needed. */
  readonly url: string;
  readonly from: string;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;

/** E-mail by a server of the installation's own. */
export class SmtpChannel extends NoticeChannel {
  override readonly name = 'email';
  readonly #transport;

  constructor(private readonly options: SmtpOptions) {
    super();
    const { url, timeoutMs = TIMEOUT_MS } = options;
    this.#transport = createTransport({
      url,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  override async send({ id, to, subject, text }: NoticeMessage): Promise<Told> {
    // As an object, an address with commas in it is one address still.
    const envelope = { from: this.options.from, to: { name: '', address: to } };
    const headers = { 'Auto-Submitted': 'auto-generated' };
    try {
      await this.#transport.sendMail({ ...envelope, subject, text, headers, messageId: `<${id}@lien-thong>` });
      return 'sent';
    } catch (error) {
      return isForGood(error) ? 'refused' : 'unreachable';
    }
  }

  override async close(): Promise<void> {
    this.#transport.close();
  }
}

/** The server has looked at this very message and will not have it (RFC 5321: 5yz). A login that fails may be mended. */
const isForGood = (error: unknown): boolean => {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  return code !== 'EAUTH' && responseCode !== undefined && responseCode >= 500;
};
