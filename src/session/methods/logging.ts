import { LOG_LEVELS } from '../../protocol/versions.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { LegacyMethod } from '../context.ts';

export const setLevel: LegacyMethod = async (params, { session, parts }) => {
  const { level } = params;
  if (typeof level !== 'string' || !LOG_LEVELS.includes(level)) {
    throw new GatewayError('invalid_params', `Unknown log level: ${String(level).slice(0, 40)}.`, {
      hint: `Levels are ${LOG_LEVELS.join(', ')}.`,
    });
  }
  session.logLevel = level;
  session.save();
  await Promise.all(parts.servers.all().map((server) => server.setLogLevel(session)));
  return {};
};
