import type { Answer } from '../../protocol/peer.ts';
import { META, metaOf } from '../../protocol/versions.ts';
import type { Session } from '../session.ts';
import { answerLegacy } from './answer-legacy.ts';
import { answerModern } from './answer-modern.ts';
import type { Incoming } from './incoming.ts';

const MODERN_ONLY = new Set(['server/discover', 'subscriptions/listen']);

/** Answers one request of a client in the era that it belongs to. Never rejects. */
export function answerRequest(incoming: Incoming<Session>): Promise<Answer> {
  const { method, params } = incoming.request;
  const meta = metaOf(params);
  // In the modern era every request says so itself; nothing is inferred from earlier ones.
  const isModern = (meta && META.protocolVersion in meta) || MODERN_ONLY.has(method);
  return isModern ? answerModern(incoming) : answerLegacy(incoming);
}
