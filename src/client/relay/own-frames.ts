/** Ids of requests that the shim itself sends begin so; their answers are not for the host. */
const OWN = 'trunkline/';
const OWN_ANSWER = Buffer.from(`{"jsonrpc":"2.0","id":"${OWN}`);
const NEWLINE = 0x0a;

/** A request of the shim's own, as a line. */
export function ownRequest(name: string, request: object): string {
  return `${JSON.stringify({ ...request, jsonrpc: '2.0', id: OWN + name })}\n`;
}

/** Takes the answers to the shim's own requests out of what goes to the host. */
export function withoutOwnAnswers(lines: Buffer): Buffer {
  const start = lines.indexOf(OWN_ANSWER);
  if (start < 0) return lines;
  const end = lines.indexOf(NEWLINE, start) + 1;
  const rest = withoutOwnAnswers(lines.subarray(end));
  // Elsewhere than at the beginning of a line it is part of what a tool said.
  const isAnswer = start === 0 || lines[start - 1] === NEWLINE;
  return Buffer.concat([lines.subarray(0, isAnswer ? start : end), rest]);
}
