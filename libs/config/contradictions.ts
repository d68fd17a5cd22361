import type { Problem } from './config-error.js';
import type { Form } from './form.js';
import { isLoopback } from './settings.js';

interface Rule {
  readonly blames: string;
  readonly broken: (form: Form) => boolean;
  readonly vi: string;
  readonly en: string;
}

const RULES: readonly Rule[] = [
  {
    blames: 'OIDC_AUDIENCE',
    broken: (form) => form.isSet('OIDC_ISSUER') && !form.isSet('OIDC_AUDIENCE'),
    vi: 'phải có khi đặt OIDC_ISSUER',
    en: 'must be set with OIDC_ISSUER',
  },
  {
    blames: 'OIDC_ISSUER',
    broken: (form) => form.isSet('OIDC_AUDIENCE') && !form.isSet('OIDC_ISSUER'),
    vi: 'phải có khi đặt OIDC_AUDIENCE',
    en: 'must be set with OIDC_AUDIENCE',
  },
  {
    blames: 'LIEN_THONG_HOST',
    broken: (form) => form.isSet('LIEN_THONG_HOST') && !form.isSet('OIDC_ISSUER') && !isLoopback(form.valueOf('LIEN_THONG_HOST')),
    vi: 'chỉ được là địa chỉ của máy này (127.0.0.1) khi dùng bộ cấp mã truy cập tại chỗ: hãy đặt OIDC_ISSUER và OIDC_AUDIENCE',
    en: 'must be this machine (127.0.0.1) while tokens are issued locally: set OIDC_ISSUER and OIDC_AUDIENCE',
  },
  {
    blames: 'KEYSTORE_URL',
    broken: (form) => form.isSet('EVENTSTORE_URL') && !form.isSet('KEYSTORE_URL'),
    vi: 'phải có khi đặt EVENTSTORE_URL: nhiều tiến trình dùng chung một kho khóa',
    en: 'must be set with EVENTSTORE_URL: several processes share one key store',
  },
  {
    blames: 'EVENTSTORE_URL',
    broken: (form) => form.isSet('KEYSTORE_URL') && !form.isSet('EVENTSTORE_URL'),
    vi: 'phải có khi đặt KEYSTORE_URL: nhật ký trong SQLite có kho khóa SQLite của nó',
    en: 'must be set with KEYSTORE_URL: a log in SQLite has its keys in SQLite',
  },
  {
    blames: 'LIEN_THONG_KEY',
    broken: (form) => form.isSet('EVENTSTORE_URL') && !form.isSet('LIEN_THONG_KEY'),
    vi: 'phải có khi đặt EVENTSTORE_URL: mọi tiến trình dùng cùng một khóa',
    en: 'must be set with EVENTSTORE_URL: every process has the same key',
  },
  {
    blames: 'LIEN_THONG_CLOCK',
    broken: (form) => form.valueOf('LIEN_THONG_CLOCK') === 'test' && form.valueOf('NODE_ENV') === 'production',
    vi: 'không được là test khi NODE_ENV=production',
    en: 'must not be test when NODE_ENV=production',
  },
  {
    blames: 'LIEN_THONG_MAIL_FROM',
    broken: (form) => form.isSet('SMTP_URL') && !form.isSet('LIEN_THONG_MAIL_FROM'),
    vi: 'phải có khi đặt SMTP_URL',
    en: 'must be set with SMTP_URL',
  },
  {
    blames: 'SMTP_URL',
    broken: (form) => form.isSet('LIEN_THONG_MAIL_FROM') && !form.isSet('SMTP_URL'),
    vi: 'phải có khi đặt LIEN_THONG_MAIL_FROM',
    en: 'must be set with LIEN_THONG_MAIL_FROM',
  },
  {
    blames: 'LIEN_THONG_OUTBOX',
    broken: (form) => form.isSet('SMTP_URL') && /\bemail\b/.test(form.valueOf('LIEN_THONG_OUTBOX')),
    vi: 'không được có email khi đặt SMTP_URL: thư chỉ đi một đường',
    en: 'must not have email when SMTP_URL is set: mail goes one way',
  },
  {
    blames: 'LIEN_THONG_WEBHOOK_PRIVATE',
    broken: (form) => form.valueOf('LIEN_THONG_WEBHOOK_PRIVATE') === 'true' && form.valueOf('NODE_ENV') === 'production',
    vi: 'không được là true khi NODE_ENV=production: hãy nêu tên máy trong LIEN_THONG_WEBHOOK_HOSTS',
    en: 'must not be true when NODE_ENV=production: name the hosts in LIEN_THONG_WEBHOOK_HOSTS',
  },
  {
    blames: 'LIEN_THONG_NOW',
    broken: (form) => form.isSet('LIEN_THONG_NOW') && form.valueOf('LIEN_THONG_CLOCK') !== 'test',
    vi: 'chỉ có tác dụng khi LIEN_THONG_CLOCK=test',
    en: 'has an effect only with LIEN_THONG_CLOCK=test',
  },
];

/** What is wrong only together. */
export const contradictions = (form: Form): Problem[] =>
  RULES.filter(({ broken }) => broken(form)).map(({ blames, vi, en }) => ({ variable: blames, messages: { vi, en } }));
