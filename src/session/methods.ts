import type { LegacyMethod, Method } from './context.ts';
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
import { askOfTask, listTasks, taskResult } from './methods/tasks.ts';
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
  ['tasks/get', askOfTask('tasks/get')],
  ['tasks/cancel', askOfTask('tasks/cancel')],
];

/** Every method that a client of an era up to 2025-11-25 may call. */
export const LEGACY_METHODS: ReadonlyMap<string, LegacyMethod> = new Map<string, LegacyMethod>([
  ['initialize', initialize],
  ['ping', ping],
  ['logging/setLevel', setLevel],
  ['resources/subscribe', subscribe],
  ['resources/unsubscribe', unsubscribe],
  ['tasks/result', taskResult],
  ['tasks/list', listTasks],
  ...BOTH,
]);

/** Every method of 2026-07-28, which removed the handshake and what needs a session. */
export const MODERN_METHODS: ReadonlyMap<string, Method> = new Map([
  ['server/discover', discover],
  ['subscriptions/listen', listen],
  ['tasks/update', askOfTask('tasks/update')],
  ...BOTH,
]);
