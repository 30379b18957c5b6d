import type { Problem } from './problem.ts';
import type { ListenAddress } from './schema/listen-address.ts';
import type { Isolation } from './servers/known-isolation.ts';

/** How to reach one MCP server, expanded: no `${…}` is left in it. */
export type ServerDefinition = StdioDefinition | RemoteDefinition;

interface CommonDefinition {
  /** The name in the configuration; identifies the server everywhere. */
  readonly name: string;
  /** Replaces the name in published tool and prompt names. */
  readonly prefix: string;
  readonly tools: ToolOverrides;
  /** What is believed about which tools change nothing. */
  readonly readOnly: ReadOnlyRules;
  readonly era: 'auto' | 'legacy' | 'modern';
  /** Which sessions may share a running server. */
  readonly isolation: Isolation;
  /** From spawn to the end of the handshake. */
  readonly startTimeoutMs: number;
  /** Of one request; progress starts it anew, up to `maxCallTimeoutMs`. */
  readonly callTimeoutMs: number;
  readonly maxCallTimeoutMs: number;
  /** A connection without calls for so long is closed; 0 keeps it. */
  readonly idleTimeoutMs: number;
}

export interface StdioDefinition extends CommonDefinition {
  readonly type: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  /** What the configuration adds to the minimal environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute; undefined is our own working directory. */
  readonly cwd: string | undefined;
}

export interface RemoteDefinition extends CommonDefinition {
  readonly type: 'http' | 'sse' | 'websocket';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The URL of an HTTP proxy, or `none`; undefined leaves it to the environment. */
  readonly proxy: string | undefined;
  /** How to log in, where the configuration says anything of it. */
  readonly oauth?: OAuthDefinition | undefined;
}

/** How to log in at a remote server that wants it. */
export interface OAuthDefinition {
  readonly grant: 'authorization_code' | 'client_credentials' | 'cross_app_access';
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  /** PEM, PKCS #8; in place of the secret. */
  readonly privateKey: string | undefined;
  readonly signingAlgorithm: string;
  /** Our id, where the authorization server takes the address of a document for one. */
  readonly clientMetadataUrl: string | undefined;
  readonly scopes: readonly string[];
  /** The only authorization server that is asked; undefined takes the one that the server names. */
  readonly issuer: string | undefined;
  readonly callbackPort: number | undefined;
  /** For the grant `cross_app_access`. */
  readonly identityProvider:
    | {
        readonly issuer: string;
        readonly clientId: string;
        readonly clientSecret: string | undefined;
        readonly idToken: string;
      }
    | undefined;
}

interface ToolOverrides {
  /** Tool names (globs with `*`) that are not published. */
  readonly hide: readonly string[];
  /** Published name (without prefix) by tool name. */
  readonly rename: Readonly<Record<string, string>>;
  /** Published description by tool name. */
  readonly describe: Readonly<Record<string, string>>;
}

export interface ReadOnlyRules {
  /** Tool names (globs with `*`) that the configuration itself calls read-only; undefined where it is silent. */
  readonly tools: readonly string[] | undefined;
  /** What its command line starts, or the host of its URL: by this, policy knows some servers. */
  readonly program?: string | undefined;
  /** Whether the server's own `readOnlyHint` is believed. */
  readonly trustsAnnotations: boolean;
}

/** How the answers of some tools are kept. */
export interface CacheRuleDefinition {
  /** Globs over `<server>__<tool>`. */
  readonly tools: readonly string[];
  readonly ttlMs: number;
  /** What an answer that proves stable may live. */
  readonly maxTtlMs: number;
  readonly scope: 'principal' | 'public';
  /** So long after its TTL an answer is still given while a new one is fetched. */
  readonly staleWhileRevalidateMs: number;
  /** Tags of the user, or globs over `<server>__<tool>` of calls elsewhere that make its answers old. */
  readonly invalidatedBy: readonly string[];
  /** Dotted paths of the only arguments that matter; all of them where it is absent. */
  readonly vary: readonly string[] | undefined;
  /** Dotted path of the argument that names the one thing which an answer is about; false for what is about none. */
  readonly about?: string | false | undefined;
  /** Its answers hang on nothing that ends with the server's process. */
  readonly isDurable?: boolean;
}

/** Calls that change nothing but the one thing which an argument names. */
export interface CacheChangeDefinition {
  /** Globs over `<server>__<tool>`. */
  readonly tools: readonly string[];
  /** Dotted path of that argument. */
  readonly about: string;
  /** Whatever holds the thing changes with it: the folders of its path. */
  readonly parents: boolean;
}

/** What a client that names it is shown, and how; its name is none of the servers'. */
export interface Profile {
  readonly name: string;
  /** Names of servers (globs with `*`); undefined shows all. */
  readonly servers: readonly string[] | undefined;
  readonly exposure: 'auto' | 'lazy' | 'full';
  /** `auto` publishes the full list while it costs fewer tokens than this. */
  readonly exposureBudgetTokens: number;
  /** Qualified names (globs) that are always listed as themselves. */
  readonly pinned: readonly string[];
}

export interface Config {
  /** The file it came from, for messages. */
  readonly path: string;
  /** In the file's order, which is the order of the published lists. */
  readonly servers: readonly ServerDefinition[];
  /** For clients that name no profile. */
  readonly exposure: Profile['exposure'];
  readonly exposureBudgetTokens: number;
  readonly pinned: readonly string[];
  readonly profiles: readonly Profile[];
  readonly names: { readonly maxLength: number };
  readonly limits: {
    readonly maxMessageBytes: number;
    readonly maxDepth: number;
  };
  /** The daemon ends when no host has been connected for so long; 0 keeps it. */
  readonly daemon: { readonly idleTimeoutMs: number };
  /** Where the daemon is reached over HTTP, and under which further names. */
  readonly http: { readonly listen: ListenAddress | undefined; readonly allowHosts: readonly string[] };
  readonly cache: {
    /** Absent, a file in the state folder. */
    readonly store: string | undefined;
    /** The first that names a tool counts. */
    readonly rules: readonly CacheRuleDefinition[];
    /** Any other call that may change something changes everything of its server. */
    readonly changes: readonly CacheChangeDefinition[];
    readonly learn: boolean;
    readonly maxBytes: number;
    readonly memoryBytes: number;
    readonly maxItemBytes: number;
  };
  /** An encoder that search asks what texts mean. */
  readonly search: { readonly embeddings: { readonly url: string; readonly model: string } | undefined };
  /** A session can be taken up again so long after it was last heard of. */
  readonly session: { readonly ttlMs: number };
  readonly log: { readonly level: 'silent' | 'error' | 'warn' | 'info' | 'debug' | 'trace' };
  /** What the file says without effect, to be told once. */
  readonly notes: readonly Problem[];
}
