import type { CacheChangeDefinition } from '../../config/config.ts';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { CacheRule, ToolRules } from './cache-rule.ts';
import { argumentAt, digest } from './entry/response-key.ts';
import { subjectOf, subjectsOnPath } from './entry/subject.ts';

/** Advances with every change to a server. */
const anythingTag = (serverName: string): string => `server:${serverName}`;
/** Advances with every change but those that are known to concern one thing. */
const everythingTag = (serverName: string): string => `all:${serverName}`;
const toolTag = (tool: string): string => `tool:${tool}`;
export const userTag = (tag: string): string => `by:${tag}`;

/** Things share a tag now and then, so that there are not more tags than these. */
const SUBJECT_TAG_CHARS = 2;

interface ToolCall {
  readonly serverName: string;
  readonly arguments: JsonObject;
}

/** What an answer hangs on. */
export interface AnswerTags {
  readonly tags: readonly string[];
  /** The server in whose process's memory may be what was changed; none where a rule says that it lasts. */
  readonly memoryOf: string | undefined;
}

/** What the answer to a call hangs on. */
export function tagsOfAnswer(call: ToolCall, tool: string, rule: CacheRule): AnswerTags {
  const tags = [...tagsOfSubject(call, rule.about), toolTag(tool), ...rule.invalidatedBy.map(userTag)];
  return { tags, memoryOf: rule.isDurable ? undefined : call.serverName };
}

/** What a call makes old that may have changed something. */
export function tagsOfChange(call: ToolCall, { change, userTags }: ToolRules): string[] {
  const subjects = change && subjectsOfChange(call, change);
  const concerned = subjects
    ? [anythingTag(call.serverName), ...subjects.map((subject) => subjectTag(call, subject))]
    : tagsOfServer(call.serverName);
  return [...concerned, ...userTags];
}

/** What advances when anything of a server may be otherwise. */
export function tagsOfServer(serverName: string): string[] {
  return [anythingTag(serverName), everythingTag(serverName)];
}

/** What may be meant by a name: a server, a tool, a tag of the user. */
export function tagsNamed(name: string): string[] {
  return [...tagsOfServer(name), toolTag(name), userTag(name)];
}

function tagsOfSubject(call: ToolCall, about: CacheRule['about']): string[] {
  if (about === false) return [everythingTag(call.serverName)];
  const subject = about === undefined ? undefined : subjectOf(argumentAt(call.arguments, about));
  if (subject === undefined) return [anythingTag(call.serverName)];
  return [everythingTag(call.serverName), subjectTag(call, subject)];
}

function subjectsOfChange(
  call: ToolCall,
  { about, parents }: CacheChangeDefinition,
): readonly string[] | undefined {
  const argument = argumentAt(call.arguments, about);
  if (parents) return subjectsOnPath(argument);
  const subject = subjectOf(argument);
  return subject === undefined ? undefined : [subject];
}

function subjectTag(call: ToolCall, subject: string): string {
  return `about:${call.serverName}:${digest(subject).slice(0, SUBJECT_TAG_CHARS)}`;
}
