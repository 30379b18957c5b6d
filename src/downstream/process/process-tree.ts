import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { ENDED, startTimeOf as systemStartTimeOf } from '../../shared/process-start.ts';

interface Descendant {
  readonly pid: number;
  /** Tells a process from a later one that was given the same number; empty where the system does not say. */
  readonly startTime: string;
}

/** A child that leads its own process group, with everything it has started. Signals never throw. */
export class ProcessTree {
  readonly pid: number;
  #descendants: Descendant[] = [];

  constructor(pid: number) {
    this.pid = pid;
  }

  /**
   * Notes who descends from the child now. Once it has exited nobody can tell any more, and some servers put
   * what they start (browsers, say) into groups of their own.
   */
  noteDescendants(): void {
    const found = descendantsOf(this.pid).map((pid) => ({ pid, startTime: startTimeOf(pid) }));
    const known = new Set(found.map(({ pid }) => pid));
    this.#descendants = [...found, ...this.#descendants.filter(({ pid }) => !known.has(pid))];
  }

  /** Whether anything of it still runs: a member of the group, or a descendant that was noted. */
  get isAlive(): boolean {
    if (process.platform === 'win32') return canSignal(this.pid);
    return canSignal(-this.pid) || this.#descendants.some(isSame);
  }

  signal(name: 'SIGTERM' | 'SIGKILL'): void {
    if (process.platform === 'win32') {
      // Console programs there cannot be asked to end from outside, so there is only the one way.
      if (name === 'SIGKILL') taskkill(this.pid);
      return;
    }
    send(-this.pid, name);
    for (const descendant of this.#descendants) if (isSame(descendant)) send(descendant.pid, name);
  }
}

function taskkill(pid: number): void {
  spawnSync('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended in the meantime, or belongs to another user now.
  }
}

function canSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isSame({ pid, startTime }: Descendant): boolean {
  return startTime !== ENDED && canSignal(pid) && startTimeOf(pid) === startTime;
}

function descendantsOf(pid: number): number[] {
  if (process.platform === 'win32') return []; // taskkill /T walks the tree itself
  const children = childrenOf(pid);
  return [...children, ...children.flatMap(descendantsOf)];
}

function childrenOf(pid: number): number[] {
  if (process.platform !== 'linux')
    return numbersIn(spawnSync('pgrep', ['-P', String(pid)]).stdout?.toString() ?? '');
  try {
    const tasks = `/proc/${pid}/task`;
    return readdirSync(tasks).flatMap((task) => numbersIn(readFileSync(`${tasks}/${task}/children`, 'utf8')));
  } catch {
    return []; // it has ended
  }
}

function numbersIn(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

/** Elsewhere than on Linux asking takes a process of its own, too dear for what is polled. */
function startTimeOf(pid: number): string {
  return process.platform === 'linux' ? systemStartTimeOf(pid) : '';
}
