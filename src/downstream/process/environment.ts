/** What a program needs to find its way on any system, and no more: hosts' secrets stay with the host. */
const POSIX_NAMES = ['HOME', 'LOGNAME', 'USER', 'SHELL', 'PATH', 'TERM', 'LANG', 'TZ', 'TMPDIR'];
const WINDOWS_NAMES = [
  'ALLUSERSPROFILE',
  'APPDATA',
  'COMMONPROGRAMFILES',
  'COMMONPROGRAMFILES(X86)',
  'COMPUTERNAME',
  'COMSPEC',
  'HOMEDRIVE',
  'HOMEPATH',
  'LOCALAPPDATA',
  'NUMBER_OF_PROCESSORS',
  'OS',
  'PATH',
  'PATHEXT',
  'PROCESSOR_ARCHITECTURE',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'USERDOMAIN',
  'USERNAME',
  'USERPROFILE',
  'WINDIR',
];
/** A server behind a company proxy cannot reach anything without these. */
const NETWORK_NAMES = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'NODE_USE_ENV_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
];

interface EnvironmentOptions {
  /** What the configuration adds; wins over everything else. */
  readonly configured: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** The environment a server is started with. */
export function childEnvironment({ configured, env, platform }: EnvironmentOptions): Record<string, string> {
  const isWindows = platform === 'win32';
  const allowed = new Set([...(isWindows ? WINDOWS_NAMES : POSIX_NAMES), ...NETWORK_NAMES]);
  // dotenv prints a banner on stdout, where only messages belong (motdotla/dotenv#860).
  const result: Record<string, string> = { DOTENV_CONFIG_QUIET: 'true' };
  for (const [name, value] of Object.entries(env)) {
    // Proxy variables are written in both cases; on Windows all names are.
    const upper = isWindows || name.toLowerCase().endsWith('_proxy') ? name.toUpperCase() : name;
    // A value that begins with () is a shell function exported by an old bash: code, not data.
    if (value === undefined || value.startsWith('()')) continue;
    if (allowed.has(upper) || name.startsWith('LC_')) result[name] = value;
  }
  for (const [name, value] of Object.entries(configured)) {
    if (isWindows) deleteIgnoringCase(result, name);
    result[name] = value;
  }
  return result;
}

/** The search path in an environment; Windows spells its name in any case. */
export function pathOf(env: Readonly<Record<string, string | undefined>>): string {
  if (env.PATH !== undefined) return env.PATH;
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH');
  return (name && env[name]) || '';
}

/** The same environment with another search path. */
export function withPath(env: Readonly<Record<string, string>>, path: string): Record<string, string> {
  const result = { ...env };
  deleteIgnoringCase(result, 'PATH');
  result.PATH = path;
  return result;
}

function deleteIgnoringCase(env: Record<string, string>, name: string): void {
  for (const key of Object.keys(env)) if (key.toUpperCase() === name.toUpperCase()) delete env[key];
}
