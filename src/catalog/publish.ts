import { createHash } from 'node:crypto';
import type { ServerDefinition } from '../config/config.ts';
import type { ServerSnapshot } from '../downstream/snapshot.ts';
import { isReadOnly } from '../policy/read-only.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import { matchesAny } from '../shared/globs.ts';
import { mendTool } from './mend.ts';
import { type QualifiedName, qualify, qualifyHashed } from './names.ts';
import { scopedUri, uriScope } from './resource-uris.ts';
import { withTaskSupport } from './task-support.ts';

export interface PublishedTool {
  readonly qualifiedName: QualifiedName;
  readonly serverName: string;
  readonly toolName: string;
  /** As hosts see it: the server's own tree, renamed and mended. */
  readonly tool: JsonObject;
  /** Policy knows that it changes nothing. */
  readonly isReadOnly: boolean;
  /** Its server runs it as a task and in no other way. */
  readonly runsAsTask: boolean;
}

export interface PublishedPrompt {
  readonly qualifiedName: QualifiedName;
  readonly serverName: string;
  readonly promptName: string;
  readonly prompt: JsonObject;
}

/** A tool that was mended or left out, and why. */
interface Report {
  readonly toolName: string;
  readonly text: string;
}

/** One server's part of the merged lists. */
export interface Published {
  readonly serverName: string;
  readonly snapshot: ServerSnapshot;
  readonly tools: readonly PublishedTool[];
  readonly prompts: readonly PublishedPrompt[];
  readonly resources: readonly JsonObject[];
  readonly resourceTemplates: readonly JsonObject[];
  readonly reports: readonly Report[];
  /** Equal when nothing that a host sees has changed. */
  readonly digests: { readonly tools: string; readonly prompts: string; readonly resources: string };
}

/** Turns what a server said into what hosts see: named, overridden, mended; everything else verbatim. */
export function publish(
  definition: ServerDefinition,
  snapshot: ServerSnapshot,
  maxLength: number,
): Published {
  const scope = uriScope(definition.name);
  const reports: Report[] = [];
  const tools = distinct(publishTools(definition, snapshot, maxLength, reports), reports);
  const prompts = snapshot.prompts.flatMap((prompt): PublishedPrompt[] => {
    if (typeof prompt.name !== 'string') return [];
    const qualifiedName = qualify({
      serverName: definition.name,
      prefix: definition.prefix,
      name: prompt.name,
      maxLength,
    });
    return [
      {
        qualifiedName,
        serverName: definition.name,
        promptName: prompt.name,
        prompt: { ...prompt, name: qualifiedName },
      },
    ];
  });
  const resources = snapshot.resources
    .filter((resource) => typeof resource.uri === 'string')
    .map((resource) => ({ ...resource, uri: scopedUri(scope, String(resource.uri)) }));
  const resourceTemplates = snapshot.resourceTemplates
    .filter((template) => typeof template.uriTemplate === 'string')
    .map((template) => ({ ...template, uriTemplate: scopedUri(scope, String(template.uriTemplate)) }));
  return {
    serverName: definition.name,
    snapshot,
    tools,
    prompts,
    resources,
    resourceTemplates,
    reports,
    digests: {
      tools: digest(tools.map(({ tool }) => tool)),
      prompts: digest(prompts.map(({ prompt }) => prompt)),
      resources: digest([...resources, ...resourceTemplates]),
    },
  };
}

function publishTools(
  definition: ServerDefinition,
  snapshot: ServerSnapshot,
  maxLength: number,
  reports: Report[],
): PublishedTool[] {
  const { hide, rename, describe } = definition.tools;
  return snapshot.tools.flatMap((original): PublishedTool[] => {
    const toolName = String(original.name);
    if (matchesAny(hide, toolName)) return [];
    const outcome = mendTool(original);
    if ('leftOut' in outcome) {
      reports.push({ toolName, text: `tool left out: ${outcome.leftOut}` });
      return [];
    }
    if (outcome.mended) reports.push({ toolName, text: `tool mended: ${outcome.mended}` });
    const name = rename[toolName] ?? toolName;
    const qualifiedName = qualify({
      serverName: definition.name,
      prefix: definition.prefix,
      name,
      maxLength,
    });
    const description = describe[toolName];
    const { tool: mended, runsAsTask } = withTaskSupport(outcome.tool, snapshot.identity);
    const tool = { ...mended, name: qualifiedName, ...(description !== undefined && { description }) };
    return [
      {
        qualifiedName,
        serverName: definition.name,
        toolName,
        tool,
        isReadOnly: isReadOnly(toolName, tool, definition.readOnly),
        runsAsTask,
      },
    ];
  });
}

/** Two tools of one server under one name (listed twice, or renamed alike): every one but a plain first is hashed. */
function distinct(tools: PublishedTool[], reports: Report[]): PublishedTool[] {
  const byName = new Map<string, PublishedTool>();
  for (const entry of tools) {
    const clash = byName.get(entry.qualifiedName);
    if (!clash) byName.set(entry.qualifiedName, entry);
    else if (clash.toolName === entry.toolName) {
      reports.push({ toolName: entry.toolName, text: 'tool left out: the server lists its name twice' });
    } else {
      const qualifiedName = qualifyHashed({
        serverName: entry.serverName,
        prefix: entry.qualifiedName.split('__')[0] ?? '',
        name: entry.toolName,
        maxLength: Math.max(entry.qualifiedName.length, 48),
      });
      reports.push({ toolName: entry.toolName, text: `its name is taken; published as ${qualifiedName}` });
      byName.set(qualifiedName, { ...entry, qualifiedName, tool: { ...entry.tool, name: qualifiedName } });
    }
  }
  return [...byName.values()];
}

/** Nothing has an empty one, so that a server without prompts is like one that is not there yet. */
function digest(items: readonly unknown[]): string {
  if (items.length === 0) return '';
  return createHash('sha256').update(JSON.stringify(items)).digest('base64');
}
