/** Server kinds by the name that they have in the configuration: what starts them, and their transport. */
export const REMOTE = {
  'legacy-http': { file: 'http', era: 'legacy', type: 'http' },
  'modern-http': { file: 'http', era: 'modern', type: 'http' },
  sse: { file: 'sse', era: 'legacy', type: 'sse' },
  'legacy-websocket': { file: 'websocket', era: 'legacy', type: 'websocket' },
  'modern-websocket': { file: 'websocket', era: 'modern', type: 'websocket' },
} as const;
/** All of them. */
export const SERVERS = ['legacy-stdio', 'modern-stdio', ...Object.keys(REMOTE)];
