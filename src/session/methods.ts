import type { Era } from '../protocol/versions.ts';
import type { Method } from './context.ts';
import { discover, initialize, ping } from './methods/lifecycle.ts';
import { listen } from './methods/listen.ts';
import { setLevel } from './methods/logging.ts';
import { complete, getPrompt, listPrompts } from './methods/prompts.ts';
import {
  listResources,
  listResourceTemplates,
  readResource,
  subscribe,
  unsubscribe,
} from './methods/resources.ts';
import { callTool, listTools } from './methods/tools.ts';

const BOTH: [string, Method][] = [
  ['tools/list', listTools],
  ['tools/call', callTool],
  ['resources/list', listResources],
  ['resources/templates/list', listResourceTemplates],
  ['resources/read', readResource],
  ['prompts/list', listPrompts],
  ['prompts/get', getPrompt],
  ['completion/complete', complete],
];

/** Every method a client may call, by era; 2026-07-28 removed the handshake and what needs a session. */
export const METHODS: Readonly<Record<Era, ReadonlyMap<string, Method>>> = {
  legacy: new Map([
    ['initialize', initialize],
    ['ping', ping],
    ['logging/setLevel', setLevel],
    ['resources/subscribe', subscribe],
    ['resources/unsubscribe', unsubscribe],
    ...BOTH,
  ]),
  modern: new Map([['server/discover', discover], ['subscriptions/listen', listen], ...BOTH]),
};
