import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { GatewayError, messageOf } from '../../shared/errors.ts';

/** Arguments of a meta-tool that cannot be used; the text says what it takes. */
export function invalidArguments(message: string, hint?: string): GatewayError {
  return new GatewayError('invalid_arguments', message, hint === undefined ? {} : { hint });
}

/** A list of texts, or the one text that models give where a single one is enough. */
export function readTexts(value: unknown, name: string): string[] {
  const texts = (typeof value === 'string' ? [value] : value) ?? [];
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string'))
    throw invalidArguments(`${name} must be a list of strings.`);
  return texts.filter((text) => text.trim() !== '');
}

/** A tool's name, as asked for in an argument. */
export function readName(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidArguments('name must be the name of a tool.', 'find_tools finds it.');
}

/** The arguments for another tool: an object, or the JSON text of one, as some models write it. */
export function readToolArguments(value: unknown): JsonObject {
  const given = typeof value === 'string' ? parse(value) : value;
  if (given === undefined || given === null) return {};
  if (isObject(given)) return given;
  throw invalidArguments('arguments must be an object.');
}

function parse(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidArguments(`arguments is a string, but no JSON: ${messageOf(error)}.`, 'Give an object.');
  }
}

/** A whole number within bounds; one beyond them is brought to the nearest. */
export function readInteger(value: unknown, name: string, [least, most]: readonly [number, number]): number {
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw invalidArguments(`${name} must be a number.`);
  return Math.min(most, Math.max(least, Math.round(number)));
}
