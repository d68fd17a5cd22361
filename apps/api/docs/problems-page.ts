import { PROBLEMS } from '../problems/catalogue.js';
import { html, pageOf } from './html.js';

/** Every code that a caller can meet, with what to do about it. */
export const problemList = () => ({
  data: Object.entries(PROBLEMS).map(([code, { status, vi, en }]) => ({ code, status, messages: { vi, en } })),
});

export const problemsPage = (): string =>
  pageOf(
    'Mã lỗi / Problems',
    html`<h1>Mã lỗi / Problems</h1><nav><a href="/api/docs">API</a></nav>
<table><tr><th>code</th><th>status</th><th>Tiếng Việt</th><th>English</th></tr>
${problemList().data.map(({ code, status, messages }) => html`<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td lang="vi">${messages.vi}</td><td lang="en">${messages.en}</td></tr>`)}</table>`,
  );
