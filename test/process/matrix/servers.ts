/** Server kinds reached over a network, by the name that they have in the configuration, with their transport. */
export const REMOTE = {
  'legacy-http': 'http',
  'modern-http': 'http',
  sse: 'sse',
  'legacy-websocket': 'websocket',
  'modern-websocket': 'websocket',
} as const;
/** All of them. */
export const SERVERS = ['legacy-stdio', 'modern-stdio', ...Object.keys(REMOTE)];
