import { type Client, openClient } from '../../client/open-client.ts';
import { GatewayError, PeerError } from '../../shared/errors.ts';

/** What every command on tools takes. */
export const CLIENT_OPTIONS = {
  config: { type: 'string' },
  profile: { type: 'string' },
  standalone: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

interface ClientValues {
  readonly config?: string | undefined;
  readonly profile?: string | undefined;
  readonly standalone: boolean;
}

/** Asks Trunkline as a host does, through the daemon unless told otherwise. @throws GatewayError with what it answered */
export async function withClient<T>(
  { config, profile, standalone }: ClientValues,
  ask: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await openClient(process.argv[1] ?? '', {
    standalone,
    ...(config !== undefined && { config }),
    ...(profile !== undefined && { profile }),
  });
  try {
    return await ask(client);
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    const isUnknown = error.code === -32602 && error.message.startsWith('Unknown tool');
    throw new GatewayError(isUnknown ? 'unknown_tool' : 'invalid_params', error.message, { cause: error });
  } finally {
    await client.close();
  }
}
