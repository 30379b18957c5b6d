/** Which sessions may share a running server. */
export type Isolation = 'shared' | 'session' | 'workspace' | 'call';

/** Servers that keep something between calls which another session must not find changed. */
const KNOWN: readonly (readonly [Isolation, readonly string[]])[] = [
  [
    'session',
    [
      '@playwright/mcp', // an open page
      'mcp-server-playwright',
      'playwright-mcp',
      'chrome-devtools-mcp',
      'server-puppeteer',
      'puppeteer',
      'puppeteer-mcp-server',
      'mcp-browser-use',
      'browser-use',
      'selenium-mcp',
      'mcp-selenium',
      'mobile-mcp',
      'xcodebuildmcp',
      'desktop-commander', // running terminals
      'iterm-mcp',
      'mcp-server-tmux',
      'mcp-server-commands',
      'jupyter-mcp-server',
      'server-sequential-thinking', // one train of thought
      'sequentialthinking',
      'mcp-sequentialthinking-tools',
    ],
  ],
  ['workspace', ['serena', 'serena-mcp-server']], // one active project
];

/** Packages, images and programs are named by whole parts of a path: `npx @playwright/mcp@latest`. */
const PATTERNS = KNOWN.map(
  ([isolation, names]) =>
    [
      isolation,
      new RegExp(`(?:^|[/\\\\@])(?:${names.join('|')})(?:[/\\\\@:]|\\.(?:[cm]?js|py|exe)$|$)`),
    ] as const,
);

/** What is known of the server that a command line starts; `shared` where nothing is. */
export function knownIsolation(command: string, args: readonly string[]): Isolation {
  const words = [command, ...args.filter((arg) => !arg.startsWith('-'))];
  return PATTERNS.find(([, pattern]) => words.some((word) => pattern.test(word)))?.[0] ?? 'shared';
}
