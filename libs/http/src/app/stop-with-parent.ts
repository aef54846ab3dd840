/**
 * Calls `stop` in a forked process when its launcher is gone, even if that was killed with SIGKILL and could not say so.
 * Does nothing in a process that was not forked with an IPC channel.
 */
export function stopWithParent(stop: () => void): void {
  if (process.send === undefined) return;
  if (process.connected) process.once('disconnect', stop);
  else stop();
}
