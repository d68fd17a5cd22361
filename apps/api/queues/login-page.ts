/** The only page of ours that takes something in: a token, which goes into the body of a POST and never into an address. */
export const LOGIN_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export type LoginRemark = 'none' | 'token-invalid' | 'role-not-allowed';

const REMARKS: Readonly<Record<LoginRemark, string>> = {
  none: '',
  'token-invalid': '<p role="alert">Mã truy cập không hợp lệ hoặc đã hết hạn. / The token is not valid, or has expired.</p>',
  'role-not-allowed': '<p role="alert">Chỉ dành cho vai trò administrator. / For the role administrator only.</p>',
};

export const loginPage = (action: string, remark: LoginRemark): string => `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Hàng đợi / Queues – Liên Thông</title>
<style>
body { font-family: system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem; line-height: 1.5 }
textarea { width: 100%; box-sizing: border-box; font-family: monospace }
button { padding: 0.5rem 1.5rem; font-size: 1rem }
[role=alert] { border-left: 4px solid #b00020; padding-left: 0.75rem }
</style>
</head>
<body>
<h1>Hàng đợi / Queues</h1>
${REMARKS[remark]}
<p>Dán mã truy cập của vai trò <code>administrator</code>. Phiên xem kéo dài 30 phút; chỉ xem, không sửa được gì.</p>
<p lang="en">Paste a token of the role <code>administrator</code>. You may look for 30 minutes; nothing can be changed.</p>
<form method="post" action="${action}" autocomplete="off">
<p><label for="token">Mã truy cập / Token</label><br>
<textarea id="token" name="token" rows="6" required spellcheck="false"></textarea></p>
<p><button type="submit">Mở / Open</button></p>
</form>
</body>
</html>
`;
