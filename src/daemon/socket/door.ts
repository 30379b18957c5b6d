import type { Socket } from 'node:net';
import {
  DAEMON_PROTOCOL,
  decodeHello,
  HELLO,
  type Hello,
  type HelloAnswer,
} from '../../protocol/daemon/hello.ts';
import type { JsonObject, JsonRpcRequest, Message } from '../../protocol/json-rpc.ts';
import { LineWire } from '../../protocol/line-wire.ts';
import type { ParseLimits } from '../../protocol/parse.ts';
import type { Clock } from '../../shared/clock.ts';
import { ERRORS, GatewayError } from '../../shared/errors.ts';
import { VERSION } from '../../shared/version.ts';
import { isNewer } from './is-newer.ts';

/** What the door lets in: each takes its wire over before the next message is read. */
interface Rooms {
  /** @returns what the host's shim is told of its session. @throws GatewayError for a host that is not let in */
  host(wire: LineWire, hello: Hello): Pick<HelloAnswer, 'sessionId' | 'isResumed'>;
  command(wire: LineWire, hello: Hello): void;
  /** A newer Trunkline stands at the door: this one is to make room for it. */
  replaced(version: string): void;
}

/** A shim only passes on what it is given: it is woken once for what many calls have brought. */
const EARLY_FLUSH_LENGTH = 16_384;

interface DoorOptions {
  readonly limits: ParseLimits;
  readonly configPath: string;
  readonly rooms: Rooms;
  readonly clock: Clock;
}

/** Longer than a shim waits for the answer. */
const HELLO_TIMEOUT_MS = 5_000;

/** Takes every new connection, hears its hello, and says where it leads. */
export class Door {
  readonly #options: DoorOptions;
  #isClosed = false;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /** From now on whoever comes is told that we are leaving. */
  close(): void {
    this.#isClosed = true;
  }

  receive(socket: Socket): void {
    const { limits, clock } = this.#options;
    const earlyFlushLength = EARLY_FLUSH_LENGTH;
    const wire = new LineWire({ input: socket, output: socket, limits, clock, earlyFlushLength });
    const cancel = clock.after(HELLO_TIMEOUT_MS, () => void wire.close());
    wire.onClose = cancel;
    wire.onInvalid = () => void wire.close();
    wire.onMessage = (message) => {
      cancel();
      wire.onMessage = () => {};
      this.#hear(wire, message);
    };
  }

  #hear(wire: LineWire, message: Message): void {
    const request = 'method' in message && 'id' in message ? message : undefined;
    const hello = request?.method === HELLO ? decodeHello(request.params) : undefined;
    const refusal = request && this.#refusal(hello);
    if (!request || refusal) {
      if (request && refusal) refuse(wire, request, refusal);
      void wire.close();
      return;
    }
    if (!hello) return;
    try {
      this.#admit(wire, request, hello);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      refuse(wire, request, { message: error.text });
      void wire.close();
    }
  }

  #refusal(hello: Hello | undefined): { message: string; isLeaving?: boolean } | undefined {
    if (!hello) return { message: 'Say hello first.' };
    if (hello.configPath !== this.#options.configPath)
      return { message: `This daemon serves ${this.#options.configPath}` };
    const isSuccessor = hello.role === 'host' && isNewer(hello.version, VERSION);
    if (isSuccessor && !this.#isClosed) this.#options.rooms.replaced(hello.version);
    if (this.#isClosed) return { message: 'This daemon is leaving.', isLeaving: true };
    if (hello.protocol !== DAEMON_PROTOCOL)
      return { message: `The running daemon (${VERSION}) is newer than this (${hello.version})` };
    return undefined;
  }

  /** The answer goes out before anything that the room itself sends. */
  #admit(wire: LineWire, request: JsonRpcRequest, hello: Hello): void {
    const { rooms } = this.#options;
    const room = hello.role === 'host' ? rooms.host(wire, hello) : { sessionId: '', isResumed: false };
    if (hello.role === 'command') rooms.command(wire, hello);
    const answer: HelloAnswer = { protocol: DAEMON_PROTOCOL, version: VERSION, pid: process.pid, ...room };
    wire.send({ jsonrpc: '2.0', id: request.id, result: answer as unknown as JsonObject });
  }
}

function refuse(
  wire: LineWire,
  { id }: JsonRpcRequest,
  { message, isLeaving = false }: { message: string; isLeaving?: boolean },
): void {
  const code = ERRORS.invalid_request.jsonRpc;
  wire.send({ jsonrpc: '2.0', id, error: { code, message, data: { isLeaving } } });
}
