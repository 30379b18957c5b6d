import type { Clock } from '../../shared/clock.ts';
import type { Connection } from '../connection.ts';

const POLL_MS = 20;

/** Closes a connection that nothing new is sent on any more, once its calls and tasks have ended or their time is up. */
export async function closeWhenIdle(connection: Connection, timeoutMs: number, clock: Clock): Promise<void> {
  const deadline = clock.now() + timeoutMs;
  while (connection.isOpen && connection.isBusy && clock.now() < deadline) {
    await new Promise<void>((resolve) => clock.after(POLL_MS, resolve));
  }
  await connection.close();
}
