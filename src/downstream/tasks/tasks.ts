import type { JsonObject } from '../../protocol/json-rpc.ts';
import { isOver } from '../../protocol/tasks.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Caller } from '../caller.ts';
import type { Connection } from '../connection.ts';

interface NewTask {
  readonly connection: Connection;
  /** As the server answered. */
  readonly state: JsonObject;
  readonly caller: Caller;
  readonly isHidden?: boolean | undefined;
}

/** A task that a server runs for one session. */
interface OwnTask {
  readonly taskId: string;
  readonly connection: Connection;
  /** Who is told of it, and asked in its course; of the session that started it. */
  caller: Caller;
  /** Its client did not start a task, and is to know nothing of it. */
  readonly isHidden: boolean;
  isOver: boolean;
  /** Ends what was kept for it. */
  readonly ended: AbortController;
  cancelExpiry(): void;
}

/** Kept for so long after a task's own time: the server decides when it has forgotten it. */
const GRACE_MS = 60_000;
const MAX_TASKS = 10_000;

/**
 * The tasks that one server runs: whose each is, and on which connection it lives. No session finds another's.
 */
export class Tasks {
  readonly #clock: Clock;
  readonly #byConnection = new Map<Connection, Map<string, OwnTask>>();
  readonly #callbacks = new Map<Connection, () => void>();
  #size = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes in what a call was answered with. @returns what fires when the task is over or forgotten. */
  add({ connection, state, caller, isHidden = false }: NewTask): AbortSignal {
    const taskId = String(state.taskId);
    this.#forget(this.#on(connection, taskId));
    if (this.#size >= MAX_TASKS) this.#forget(this.#all().next().value);
    const { ttl = state.ttlMs } = state;
    const task: OwnTask = {
      taskId,
      connection,
      caller,
      isHidden,
      isOver: false,
      ended: new AbortController(),
      cancelExpiry:
        typeof ttl === 'number' ? this.#clock.after(ttl + GRACE_MS, () => this.#forget(task)) : () => {},
    };
    const tasks = this.#byConnection.get(connection) ?? new Map<string, OwnTask>();
    this.#byConnection.set(connection, tasks.set(taskId, task));
    this.#size++;
    this.note(connection, state);
    return task.ended.signal;
  }

  /** Takes in what the server says of a task's state. */
  note(connection: Connection, state: JsonObject): void {
    const task = this.#on(connection, String(state.taskId));
    if (!task || !isOver(state)) return;
    task.isOver = true;
    task.ended.abort();
  }

  /** The task of this id, if it is this session's own. */
  find(taskId: string, caller: Caller): { readonly connection: Connection } | undefined {
    for (const tasks of this.#byConnection.values()) {
      const task = tasks.get(taskId);
      if (task?.caller.sessionId !== caller.sessionId || task.isHidden) continue;
      // A session that goes on after its wire was lost takes over what it had.
      if (ownerOf(task.caller) !== ownerOf(caller)) task.caller = caller;
      return task;
    }
    return undefined;
  }

  /** Whose a task of a connection is, to be asked in its course. */
  callerOf(connection: Connection, taskId: string): Caller | undefined {
    return this.#on(connection, taskId)?.caller;
  }

  /** Tells whoever started a task what has become of it. */
  tell(connection: Connection, method: string, state: JsonObject): void {
    const task = this.#on(connection, String(state.taskId));
    if (task && !task.isHidden) task.caller.notify(connection.serverName, method, state);
  }

  /** The ids of a session's tasks, in the order in which they were started. */
  of({ sessionId }: Caller): string[] {
    const own = [...this.#all()].filter(
      ({ caller, isHidden }) => caller.sessionId === sessionId && !isHidden,
    );
    return own.map(({ taskId }) => taskId);
  }

  /** Whether a connection still has work to do for somebody. */
  isRunningOn(connection: Connection): boolean {
    return [...(this.#byConnection.get(connection)?.values() ?? [])].some((task) => !task.isOver);
  }

  /** Forgets a task that its server does not know any more. */
  forget(connection: Connection, taskId: string): void {
    this.#forget(this.#on(connection, taskId));
  }

  /** Forgets what went down with a connection. */
  forgetAll(connection: Connection): void {
    for (const task of this.#byConnection.get(connection)?.values() ?? []) this.#forget(task);
  }

  /** Forgets the tasks of a session that has ended. */
  drop(caller: Caller): void {
    for (const task of this.#all()) if (ownerOf(task.caller) === caller) this.#forget(task);
  }

  /** Calls back once nothing is remembered of a connection any more: at once where nothing is. */
  whenForgotten(connection: Connection, callback: () => void): void {
    if (this.#byConnection.has(connection)) this.#callbacks.set(connection, callback);
    else callback();
  }

  #on(connection: Connection, taskId: string): OwnTask | undefined {
    return this.#byConnection.get(connection)?.get(taskId);
  }

  *#all(): Generator<OwnTask, undefined> {
    for (const tasks of this.#byConnection.values()) yield* tasks.values();
  }

  #forget(task: OwnTask | undefined): void {
    const tasks = task && this.#byConnection.get(task.connection);
    if (!task || !tasks?.delete(task.taskId)) return;
    this.#size--;
    task.cancelExpiry();
    task.ended.abort();
    if (tasks.size > 0) return;
    this.#byConnection.delete(task.connection);
    this.#callbacks.get(task.connection)?.();
    this.#callbacks.delete(task.connection);
  }
}

function ownerOf(caller: Caller): Caller {
  return caller.owner ?? caller;
}
