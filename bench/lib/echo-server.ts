/** The cheapest MCP server there is: `tools` tools that echo, no SDK, one write for each chunk read. */
const toolCount = Number(process.argv[2] ?? 1);
const nameOf = (index: number): string => (index === 0 ? 'echo' : `echo_${index}`);
const tools = Array.from({ length: toolCount }, (_, index) => ({
  name: nameOf(index),
  description: 'Answers with the message it was given.',
  inputSchema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
  annotations: { readOnlyHint: true },
}));

interface Request {
  id?: number | string;
  method?: string;
  params?: { protocolVersion?: string; arguments?: { message?: string } };
}

function resultOf({ method, params }: Request): unknown {
  switch (method) {
    case 'tools/call':
      return { content: [{ type: 'text', text: params?.arguments?.message ?? '' }] };
    case 'tools/list':
      return { tools };
    case 'ping':
      return {};
    case 'initialize':
      return {
        protocolVersion: params?.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'echo', version: '1.0.0' },
      };
    default:
      return undefined;
  }
}

function answerTo(line: string): string {
  const request: Request = JSON.parse(line);
  if (request.id === undefined || request.method === undefined) return '';
  const result = resultOf(request);
  const outcome = result ? { result } : { error: { code: -32601, message: 'Method not found' } };
  return `${JSON.stringify({ jsonrpc: '2.0', id: request.id, ...outcome })}\n`;
}

let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop() ?? '';
  const answers = lines.map(answerTo).join('');
  if (answers) process.stdout.write(answers);
});
process.stdin.on('end', () => process.exit(0));
