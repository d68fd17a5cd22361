import { describe, expect, it } from '@jest/globals';
import { Refusal } from '@lien-thong/domain';
import { type Endpoint, type EndpointCommand, endpointDecider, NO_ENDPOINT } from './endpoint.js';

const NOW = '2026-03-02T08:00:00+07:00';
const register: EndpointCommand = {
  type: 'register',
  id: 'e1',
  agency: 'H99.01',
  url: 'https://mot-cua.example/',
  types: null,
  description: null,
  secret: 'whsec_x',
};

/** The endpoint after some commands, an hour apart, and what the last of them recorded. */
const course = (...commands: readonly EndpointCommand[]): { endpoint: Endpoint; types: string[] } => {
  let endpoint = NO_ENDPOINT;
  let types: string[] = [];
  commands.forEach((command, hour) => {
    const at = `2026-03-02T${String(8 + hour).padStart(2, '0')}:00:00+07:00`;
    const { events } = endpointDecider.decide(command, endpoint, at);
    types = events.map(({ type }) => type);
    events.forEach((event, i) => {
      const sealed = event.personal === undefined ? {} : { sealed: `sealed-${hour}` };
      const recorded = { ...event, data: { ...event.data, ...sealed }, id: `${hour}.${i}`, recordedAt: at };
      endpoint = endpointDecider.evolve(endpoint, recorded as never);
    });
  });
  return { endpoint, types };
};
const refusalOf = (command: EndpointCommand, ...before: readonly EndpointCommand[]): string => {
  try {
    endpointDecider.decide(command, course(...before).endpoint, NOW);
    return 'allowed';
  } catch (error) {
    return (error as Refusal).code;
  }
};
const ping: EndpointCommand = { type: 'ping' };
const rotate = (overlapHours: number): EndpointCommand => ({ type: 'rotate-secret', secret: 'whsec_y', overlapHours });

describe('an endpoint', () => {
  it('is registered once, with its secret sealed apart from what everybody may read', () => {
    const { endpoint, types } = course(register);
    expect(types).toEqual(['WebhookRegistered']);
    expect(endpoint).toMatchObject({
      state: 'enabled',
      registeredAt: NOW,
      secrets: [{ event: '0.0', sealed: 'sealed-0', until: null }],
    });
    expect(JSON.stringify(endpointDecider.decide(register, NO_ENDPOINT, NOW).events[0]?.data)).not.toContain('whsec');
    expect(course(register, register).types).toEqual([]);
  });

  it('records a change only where something differs', () => {
    expect(course(register, { type: 'change', url: 'https://mot-cua.example/' }).types).toEqual([]);
    expect(course(register, { type: 'change', types: ['A'] }).endpoint.types).toEqual(['A']);
    expect(course(register, { type: 'change', types: ['A'] }, { type: 'change', types: null }).endpoint.types).toBeNull();
  });

  it('signs with the newest secret, and with the one before it for as long as they overlap', () => {
    const { secrets } = course(register, rotate(2), rotate(1)).endpoint;
    expect(secrets).toEqual([
      { event: '2.0', sealed: 'sealed-2', until: null },
      { event: '1.0', sealed: 'sealed-1', until: '2026-03-02T11:00:00+07:00' },
    ]);
  });

  it('is disabled for a reason, and enabled again', () => {
    const disabled = course(register, { type: 'disable', reason: 'failing' });
    expect(disabled.endpoint).toMatchObject({
      state: 'disabled',
      disabled: { reason: 'failing', at: '2026-03-02T09:00:00+07:00' },
    });
    expect(course(register, { type: 'disable', reason: 'failing' }, { type: 'disable', reason: 'by-hand' }).types).toEqual([]);
    expect(course(register, { type: 'disable', reason: 'gone' }, { type: 'enable' }).endpoint).toMatchObject({
      state: 'enabled',
      disabled: null,
    });
    expect(refusalOf(ping, register, { type: 'disable', reason: 'by-hand' })).toBe('webhook-disabled');
    expect(refusalOf(ping, register)).toBe('allowed');
  });

  it('that is not there, or not any more, takes nothing', () => {
    for (const command of [ping, rotate(1), { type: 'enable' }, { type: 'remove' }] as EndpointCommand[]) {
      expect(refusalOf(command)).toBe('webhook-unknown');
      expect(refusalOf(command, register, { type: 'remove' })).toBe('webhook-unknown');
    }
    expect(course(register, { type: 'remove' }).endpoint.secrets).toEqual([]);
    expect(course(register, { type: 'remove' }, register).types).toEqual([]);
  });

  it('replays no further than now, and not backwards', () => {
    const replay = (from: string | null, to: string): EndpointCommand => ({ type: 'replay', from, after: null, to });
    const [event] = endpointDecider.decide(replay(NOW, '2027-01-01T00:00:00+07:00'), course(register).endpoint, NOW).events;
    expect(event?.data).toEqual({ from: NOW, after: null, to: NOW });
    expect(refusalOf(replay(NOW, '2026-03-01T00:00:00+07:00'), register)).toBe('replay-range-invalid');
  });
});
