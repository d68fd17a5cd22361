import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { until } from '../../libs/deadlines/testing/until.js';

/** What an agency's system was sent. `message` is the body once its signature was verified; null where it was not ours. */
export interface Received {
  readonly id: string;
  readonly message: any;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = (response: ServerResponse, nth: number) => void;

/** The system of an agency: a real HTTP server that verifies signatures as Standard Webhooks has it, and answers as it is told. */
export class Receiver {
  readonly received: Received[] = [];
  secrets: string[] = [];
  #answer: Answer = (response) => response.writeHead(204).end();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => void receiver.#take(request, response));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** How it answers from now on: a status, or as it likes. */
  answers(how: number | Answer, headers: Record<string, string> = {}): void {
    this.#answer = typeof how === 'number' ? (response) => response.writeHead(how, headers).end() : how;
  }

  get messages(): any[] {
    return this.received.map(({ message }) => message);
  }

  /** The messages of a type, once there are so many of them. */
  async waitFor(type: string, count = 1, withinMs = 10_000): Promise<Received[]> {
    const found = (): Received[] => this.received.filter(({ message }) => message?.type === type);
    await until(() => found().length >= count, withinMs);
    return found();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    request.setEncoding('utf8');
    for await (const chunk of request) body += chunk;
    const id = String(request.headers['webhook-id']);
    this.received.push({ id, message: this.#verified(body, request), headers: request.headers, body });
    this.#answer(response, this.received.length);
  }

  #verified(body: string, { headers }: IncomingMessage): any {
    for (const secret of this.secrets) {
      try {
        return new Webhook(secret).verify(body, headers as Record<string, string>);
      } catch {
        // Not signed with this one.
      }
    }
    return null;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
