import type { Servers } from '../downstream/servers.ts';
import { GatewayError } from '../shared/errors.ts';
import type { Step } from './call.ts';

/** Sends the call to its server under the tool's own name and waits for the result. */
export function send(servers: Servers): Step {
  return ({ tool, params, caller, signal, onProgress }) => {
    const server = tool && servers.find(tool.serverName);
    if (!server)
      return Promise.reject(new GatewayError('server_unavailable', 'The tool has no server any more.'));
    const options = { caller, signal, onProgress };
    const own = { ...params, name: tool.toolName };
    return tool.runsAsTask && params.task === undefined
      ? server.callAsTask(own, options)
      : server.request('tools/call', own, options);
  };
}
