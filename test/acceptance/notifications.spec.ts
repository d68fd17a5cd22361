import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../libs/deadlines/testing/until.js';
import { MailServer } from '../../libs/deliveries/testing/mail-server.js';
import { accepted, act, at, receive, refusal, tell } from './driving.js';
import { agency, type Province, province } from './province.js';

let mail: MailServer;
let here: Province;

beforeAll(async () => {
  mail = await MailServer.open();
  const env = { SMTP_URL: mail.url, LIEN_THONG_MAIL_FROM: 'mot-cua@h99.example', LIEN_THONG_DELIVERY_RETRIES: '0.05,0.05' };
  here = await province({ now: at('03-02 08:00'), env });
  for (const [code, parties] of [
    ['H99.01', []],
    ['H99.02', ['civil-registry']],
  ] as const)
    accepted(
      await here.administrator.put(`/agencies/${code}`, {
        ...agency(code, parties),
        mailbox: `${code.toLowerCase()}@agencies.example`,
      }),
    );
}, 60_000);
afterAll(async () => {
  await here.close();
  await mail.close();
});

const noticesAbout = async (dossier: string): Promise<any[]> =>
  accepted(await here.desk.get(`/notifications?dossier=${dossier}`)).data;
const settled = async (dossier: string, count: number): Promise<any[]> => {
  await until(async () => {
    const all = await noticesAbout(dossier);
    return all.length >= count && all.every(({ state }) => state !== 'owed');
  }, 10_000);
  return noticesAbout(dossier);
};
const to = (address: string) => mail.received.filter(({ recipients }) => recipients.includes(address));

describe('an applicant', () => {
  it('is told of the receipt with the promised day, in both languages, and of nothing sensitive', async () => {
    const { id, code } = await receive(here.desk, '9.900003');
    await until(() => to('nguyet@example.vn').length === 1);
    const [letter] = to('nguyet@example.vn');
    expect(letter?.from).toBe('mot-cua@h99.example');
    expect(letter?.recipients).toEqual(['nguyet@example.vn']);
    expect(letter?.subject).toBe(`Hồ sơ ${code} đã được tiếp nhận / Your application ${code} was received`);
    expect(letter?.text).toContain('Hẹn trả kết quả: ');
    expect(letter?.text).toContain('The result is promised for ');
    expect(letter?.text).not.toMatch(/Nguyệt|0912345678|099123456789/);
    expect(letter?.raw).toContain('Auto-Submitted: auto-generated');
    expect(await settled(id, 1)).toMatchObject([
      { notice: 'received', to: 'applicant', state: 'delivered', channel: 'email', attempts: 1, reason: null },
    ]);
  });

  it('is told of a supplement, a refusal and a result', async () => {
    const person = (email: string) => ({ applicant: { kind: 'person', name: 'Lê Văn Tám', email } });
    const online = await receive(here.desk, '9.900003', { channel: 'online', ...person('online@example.vn') });
    await tell(here.desk, online.id, 'refuse', { reason: 'không thuộc thẩm quyền' });
    const { id } = await receive(here.desk, '9.900003', person('copies@example.vn'));
    await tell(here.desk, id, 'request-supplement', {
      items: [{ component: 'authorisation', content: 'giấy ủy quyền của bà Bảy' }],
      reason: 'thiếu',
      respondBy: '2026-03-10',
    });
    await until(() => to('online@example.vn').length === 2 && to('copies@example.vn').length === 2);
    const told = (address: string) => to(address).map(({ subject }) => subject.replace(/ H99.*? /, ' … ').split(' /')[0]);
    expect(told('online@example.vn').sort()).toEqual([
      expect.stringMatching(/^Hồ sơ .*không được tiếp nhận/),
      expect.stringMatching(/^Đã nhận hồ sơ nộp trực tuyến/),
    ]);
    const supplement = to('copies@example.vn').find(({ subject }) => subject.includes('cần bổ sung'));
    expect(supplement?.text).toContain('chậm nhất ngày 10/03/2026');
    expect(supplement?.text).not.toContain('Bảy');
  });

  it('who left no address is told nothing, and that is recorded', async () => {
    const { id } = await receive(here.desk, '9.900003', {
      applicant: { kind: 'person', name: 'Không Thư', phone: '0900000000' },
    });
    expect(await settled(id, 1)).toMatchObject([{ state: 'void', reason: 'no-address', channel: null }]);
  });

  it('who was erased is told nothing any more', async () => {
    const { id } = await receive(here.desk, '9.900003', {
      applicant: { kind: 'person', name: 'Đã Quên', email: 'quen@example.vn' },
    });
    await act(here.desk, id, 'transfer-to-civil-registry');
    await act(here.copyist, id, 'submit-for-signing');
    await settled(id, 1);
    await here.office.engine.keys.destroy(`dossier-${id}`);
    await tell(here.copyist, id, 'issue-result', { result: 'certified-copy' });
    expect(await settled(id, 2)).toMatchObject([
      { notice: 'result-ready', state: 'void', reason: 'erased', channel: null },
      { notice: 'received', state: 'delivered' },
    ]);
    expect(to('quen@example.vn')).toHaveLength(1);
  });

  it('is not told of what happened long ago: an import sends nobody anything', async () => {
    const old = { occurredAt: at('02-20 08:00'), evidence: { kind: 'document', reference: 'sổ tiếp nhận' } };
    const { id } = await receive(here.desk, '9.900003', {
      ...old,
      applicant: { kind: 'person', name: 'Cũ', email: 'cu@example.vn' },
    });
    const fresh = await receive(here.desk, '9.900003', { applicant: { kind: 'person', name: 'Mới', email: 'moi@example.vn' } });
    await settled(fresh.id, 1);
    expect(to('moi@example.vn')).toHaveLength(1);
    expect(await noticesAbout(id)).toEqual([]);
  });
});

describe('an agency', () => {
  it('gets notices at its mailbox: what is due soon, and the desk what is late', async () => {
    const { id, code } = await receive(here.desk, '9.900003', { applicant: { kind: 'person', name: 'X' } });
    await act(here.desk, id, 'transfer-to-civil-registry');
    await here.advance(at('03-04 08:00'));
    await until(() => to('h99.02@agencies.example').some(({ subject }) => subject.includes(`Sắp đến hạn: hồ sơ ${code}`)));
    await until(() => to('h99.01@agencies.example').some(({ subject }) => subject.includes(`Quá hạn: hồ sơ ${code}`)));
    const owed = () => to('h99.02@agencies.example').find(({ subject }) => subject.includes('Phải xin lỗi'));
    await until(() => owed() !== undefined);
    expect(owed()?.text).toContain('Cơ quan H99.02 phải gửi văn bản xin lỗi');
  });
});

describe('a mail server', () => {
  it('that is away for a moment loses nothing, and one message goes out', async () => {
    mail.refuses(451);
    const { id } = await receive(here.desk, '9.900003', { applicant: { kind: 'person', name: 'Y', email: 'y@example.vn' } });
    await until(() => mail.refused.includes('y@example.vn'));
    mail.refuses(null);
    const [notice] = await settled(id, 1);
    expect(notice).toMatchObject({ state: 'delivered', channel: 'email' });
    expect(notice.attempts).toBeGreaterThan(1);
    expect(to('y@example.vn')).toHaveLength(1);
  });

  it('that knows nobody by that name is believed at once', async () => {
    mail.refuses(550);
    const { id } = await receive(here.desk, '9.900003', { applicant: { kind: 'person', name: 'Z', email: 'z@example.vn' } });
    expect(await settled(id, 1)).toMatchObject([{ state: 'dead', reason: 'refused', attempts: 1, channel: 'email' }]);
    mail.refuses(null);
  });
});

describe('the notices', () => {
  it('are data, each with its source and whether anybody has read it there', async () => {
    const { data } = accepted(await here.administrator.get('/notices'));
    expect(data.length).toBeGreaterThan(10);
    for (const notice of data)
      expect(notice).toMatchObject({
        id: expect.any(String),
        on: expect.any(String),
        to: expect.stringMatching(/^(applicant|agency|receiving|superior)$/),
        kind: expect.stringMatching(/^(law|practice|product)$/),
        source: expect.any(String),
        verified: expect.any(Boolean),
      });
  });

  it('about a dossier are seen by those who see the dossier', async () => {
    const { id } = await receive(here.desk, '9.900003');
    expect(refusal(await here.taxOfficer.get(`/notifications?dossier=${id}`))).toEqual([404, 'dossier-not-found']);
    expect(refusal(await here.administrator.get(`/notifications?dossier=${id}`))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await here.desk.get('/notifications'))).toEqual([400, 'parameter-invalid']);
  });

  it('leave no address in the log', async () => {
    const { store } = here.office.engine;
    const kept: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await store.readAll({ after, limit: 500, filter: { streams: ['notification-', 'channel-'] } });
      kept.push(...page.events.map((event) => JSON.stringify(event)));
      if (page.events.length === 0) break;
      after = page.next;
    }
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.join()).not.toMatch(/@|0900000000/);
  });
});

describe('an office without any channel', () => {
  it('owes nobody a notice, says so, and begins with what comes once there is one', async () => {
    const quiet = await province({ now: at('03-02 08:00') });
    try {
      const { id } = await receive(quiet.desk, '9.900003');
      expect(accepted(await quiet.desk.get(`/notifications?dossier=${id}`)).data).toEqual([]);
      const { checks } = (await (await fetch(`${quiet.office.url}/health/ready`)).json()) as any;
      expect(checks.find((check: any) => check.name === 'deliveries').detail).toContain('no channel for notices');
    } finally {
      await quiet.close();
    }
  });
});

describe('an outbox', () => {
  it('takes what goes by a channel for which there is no server', async () => {
    const office = await province({ now: at('03-02 08:00'), env: { LIEN_THONG_OUTBOX: 'sms' } });
    try {
      const { id } = await receive(office.desk, '9.900003');
      const notices = async () => accepted(await office.desk.get(`/notifications?dossier=${id}`)).data;
      await until(async () => (await notices())[0]?.state === 'delivered');
      expect(await notices()).toMatchObject([{ notice: 'received', channel: 'sms' }]);
    } finally {
      await office.close();
    }
  });
});
