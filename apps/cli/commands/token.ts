import { readConfig } from '@lien-thong/config';
import { BadToken, LocalTokens, ROLES, type Role } from '@lien-thong/security';
import { askedWrongly, failed } from '../cli-failure.js';
import { type Asked, type Command, optional, required } from '../command.js';

export const token: Command = {
  name: 'token',
  usage: 'token --agency H99.01 --roles reception[,officer] --subject lan [--name "Lan"] [--ttl <seconds>]',
  about: { vi: 'In ra một mã truy cập do bộ cấp mã tại chỗ ký', en: 'Prints a token of the local issuer, and nothing else' },
  options: {
    agency: { type: 'string' },
    roles: { type: 'string' },
    subject: { type: 'string' },
    name: { type: 'string' },
    ttl: { type: 'string' },
  },
  run: async (asked, { env, out, err }) => {
    const request = requestOf(asked);
    const config = readConfig(env);
    if (config.tokens.kind === 'oidc')
      throw failed(
        `Mã truy cập do ${config.tokens.issuer} cấp (OIDC_ISSUER), không cấp ở đây`,
        `Tokens come from ${config.tokens.issuer} (OIDC_ISSUER), not from here`,
      );
    const issuedHere = await issued(config.dataDir, request);
    if (config.eventStoreUrl !== undefined) for (const line of ONLY_HERE) err(line);
    out(issuedHere);
    return 0;
  },
};

/** Many processes have one issuer each, unless they are given the same key. */
const ONLY_HERE = [
  '! Chỉ tiến trình có cùng token-issuer.pem trong thư mục dữ liệu mới nhận mã này; nhiều tiến trình thì dùng OIDC_ISSUER',
  '  Only a process with the same token-issuer.pem in its data directory takes this token; many processes want OIDC_ISSUER',
];

const requestOf = (asked: Asked) => {
  const roles = required(asked, 'roles')
    .split(',')
    .map((role) => role.trim());
  const unknown = roles.filter((role) => !(ROLES as readonly string[]).includes(role));
  if (unknown.length > 0)
    throw askedWrongly(
      `Không có vai trò ${unknown.join(', ')}; có: ${ROLES.join(', ')}`,
      `No such role: ${unknown.join(', ')}; there are: ${ROLES.join(', ')}`,
    );
  const name = optional(asked, 'name');
  return {
    agency: required(asked, 'agency'),
    subject: required(asked, 'subject'),
    roles: roles as Role[],
    ...(name ? { name } : {}),
    ...ttlOf(asked),
  };
};

const ttlOf = (asked: Asked): { ttl?: number } => {
  const text = optional(asked, 'ttl');
  if (text === undefined) return {};
  if (/^\d{1,9}$/.test(text)) return { ttl: Number(text) };
  throw askedWrongly('--ttl là số giây', '--ttl is a number of seconds');
};

const issued = async (dataDir: string, request: Parameters<LocalTokens['issue']>[0]): Promise<string> => {
  const tokens = await LocalTokens.open(dataDir);
  try {
    return await tokens.issue(request);
  } catch (error) {
    if (error instanceof RangeError) throw askedWrongly('--ttl từ 1 giây đến 366 ngày', '--ttl is from 1 second to 366 days');
    if (error instanceof BadToken) throw askedWrongly(`--${optionOf(error)} không hợp lệ`, `--${optionOf(error)} is not valid`);
    throw error;
  }
};

const optionOf = ({ claim }: BadToken): string => (claim === 'sub' ? 'subject' : (claim ?? 'token'));
