const FILESYSTEM = [
  'read_file',
  'read_text_file',
  'read_media_file',
  'read_multiple_files',
  'list_directory',
  'list_directory_with_sizes',
  'directory_tree',
  'search_files',
  'get_file_info',
  'list_allowed_directories',
];
const MEMORY = ['read_graph', 'search_nodes', 'open_nodes'];
const THINKING = ['sequentialthinking'];
const GIT = ['git_status', 'git_diff', 'git_diff_unstaged', 'git_diff_staged', 'git_log', 'git_show'];
const TIME = ['get_current_time', 'convert_time'];
const SQLITE = ['list_tables', 'describe_table', 'read_query'];
/** Its makers keep to these words: the same ones are left under its own `--read-only`. */
const GITHUB = ['get_*', 'list_*', 'search_*', 'issue_read', 'pull_request_read'];

/**
 * Tools (globs) of well-known servers that were looked at and change nothing, by what starts the server. Not
 * here, though nothing is changed: what sends its arguments anywhere (`fetch`), shows secrets (`get-env`), or
 * has been made to write (`query` of server-postgres).
 */
const KNOWN: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '@modelcontextprotocol/server-filesystem': FILESYSTEM,
    'mcp/filesystem': FILESYSTEM,
    '@modelcontextprotocol/server-memory': MEMORY,
    'mcp/memory': MEMORY,
    '@modelcontextprotocol/server-sequential-thinking': THINKING,
    'mcp/sequentialthinking': THINKING,
    '@modelcontextprotocol/server-everything': [
      'echo',
      'add',
      'get-sum',
      'get-tiny-image',
      'get-annotated-message',
      'get-structured-content',
      'get-resource-links',
      'get-resource-reference',
    ],
    'mcp-server-git': GIT,
    'mcp/git': GIT,
    'mcp-server-time': TIME,
    'mcp/time': TIME,
    'mcp-server-sqlite': SQLITE,
    'mcp/sqlite': SQLITE,
    '@modelcontextprotocol/server-github': ['get_*', 'list_*', 'search_*'],
    'github-mcp-server': GITHUB,
    'ghcr.io/github/github-mcp-server': GITHUB,
    'api.githubcopilot.com': GITHUB,
    '@playwright/mcp': [
      'browser_snapshot',
      'browser_find',
      'browser_take_screenshot',
      'browser_console_messages',
      'browser_network_requests',
      'browser_network_request',
    ],
    '@upstash/context7-mcp': ['resolve-library-id', 'query-docs', 'get-library-docs'],
  }),
);

/** The tools (globs) that are known to change nothing at the server which `program` starts, or which answers there. */
export function knownReadOnly(program: string | undefined): readonly string[] {
  return (program !== undefined && KNOWN.get(program)) || [];
}
