/** A command: its arguments in, its exit code out. */
type Command = (args: string[]) => Promise<number>;

export interface Entry {
  /** What may follow the name. */
  readonly usage: string;
  readonly summary: string;
  /** Loaded only when named, so that the gateway starts fast. */
  readonly load: () => Promise<Command>;
}

/** Every command of `trunkline`, in the order in which they are shown (docs/cli.md). */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  config: {
    usage: 'check [--config FILE] [--json]',
    summary: 'say what is wrong in the configuration, and where',
    load: async () => (await import('./config.ts')).config,
  },
  serve: {
    usage: '--http HOST:PORT [--no-auth] [--allow-host NAME]… [--config FILE] [--verbose]',
    summary: 'serve the configured servers over HTTP',
    load: async () => (await import('./serve.ts')).serve,
  },
  status: {
    usage: '[--config FILE] [--json]',
    summary: 'the daemon, the hosts that are connected, and the servers',
    load: async () => (await import('./status.ts')).status,
  },
  servers: {
    usage: '[--config FILE] [--json]',
    summary: 'the servers: state, processes, memory, failures',
    load: async () => (await import('./status.ts')).servers,
  },
  tools: {
    usage: '[--server NAME] [--long] [--tokens] [--profile NAME] [--standalone] [--config FILE] [--json]',
    summary: 'every tool behind the configuration',
    load: async () => (await import('./tools/tools.ts')).tools,
  },
  find: {
    usage: '"what it does" [--server NAME]… [--profile NAME] [--standalone] [--config FILE] [--json]',
    summary: 'the tools that fit best',
    load: async () => (await import('./tools/find.ts')).find,
  },
  describe: {
    usage: '<tool>… [--profile NAME] [--standalone] [--config FILE] [--json]',
    summary: 'their schemas',
    load: async () => (await import('./tools/describe.ts')).describe,
  },
  call: {
    usage: `<tool> ['{"argument": …}'] [--profile NAME] [--standalone] [--config FILE] [--json]`,
    summary: 'call one',
    load: async () => (await import('./tools/call.ts')).call,
  },
  restart: {
    usage: '<server> [--config FILE]',
    summary: 'end a server; the next call starts it anew',
    load: async () => (await import('./restart.ts')).restart,
  },
  login: {
    usage: '<server> [--no-browser] [--timeout SECONDS] [--config FILE]',
    summary: 'log in at a remote server that wants it (OAuth)',
    load: async () => (await import('./login/login.ts')).login,
  },
  logout: {
    usage: '<server> [--config FILE]',
    summary: 'forget a login',
    load: async () => (await import('./login/logout.ts')).logout,
  },
  cache: {
    usage: 'stats|advise|inspect <tool>|clear [server, tool or tag] [--config FILE] [--json]',
    summary: 'what is answered without asking a server',
    load: async () => (await import('./cache/cache.ts')).cache,
  },
  logs: {
    usage: '[-f] [server] [--json]',
    summary: 'what was logged, and with -f what comes',
    load: async () => (await import('./logs.ts')).logs,
  },
  daemon: {
    usage: 'run|start|stop|restart|status|install --print [--config FILE]',
    summary: 'the process that all hosts share',
    load: async () => (await import('./daemon/command.ts')).daemon,
  },
};
