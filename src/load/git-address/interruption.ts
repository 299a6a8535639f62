// What is to be put right when the program ends before its time, by a signal or otherwise.
import process from 'node:process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Has `clean` called, once, where the program is interrupted; gives what takes that back. A signal then ends it as if nobody had listened. */
export function whenInterrupted(clean: () => void): () => void {
  const forget = (): void => {
    process.off('exit', clean);
    for (const signal of SIGNALS) process.off(signal, interrupted);
  };
  const interrupted = (signal: NodeJS.Signals): void => {
    forget();
    clean();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  process.on('exit', clean);
  for (const signal of SIGNALS) process.on(signal, interrupted);
  return forget;
}
