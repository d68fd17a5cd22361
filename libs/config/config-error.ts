export interface Problem {
  readonly variable: string;
  readonly messages: { readonly vi: string; readonly en: string };
}

/** Everything that is wrong with the configuration, at once. Values that may be secret are not repeated. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map(
      ({ variable, messages }) => `  ${variable}: ${messages.vi}\n  ${' '.repeat(variable.length)}  ${messages.en}`,
    );
    super(`Cấu hình không hợp lệ / The configuration is not valid:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
  }
}
