// What is to be put right when the program ends before its time, by a signal or otherwise.
import process from 'node:process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Of the whole process, as its signals are: one listener for all of them. */
const cleaners = new Set<() => void>();

/** Has `clean` called where the program is interrupted; gives what takes that back. A signal then ends it as if nobody had listened. */
export function whenInterrupted(clean: () => void): () => void {
  if (cleaners.size === 0) listen();
  cleaners.add(clean);
  return () => {
    if (cleaners.delete(clean) && cleaners.size === 0) unlisten();
  };
}

function listen(): void {
  process.on('exit', cleanAll);
  for (const signal of SIGNALS) process.on(signal, interrupted);
}

function unlisten(): void {
  process.off('exit', cleanAll);
  for (const signal of SIGNALS) process.off(signal, interrupted);
}

/** The last that began is put right first: what writes into a folder ends before the folder goes. */
function cleanAll(): void {
  for (const clean of [...cleaners].reverse()) clean();
  cleaners.clear();
}

function interrupted(signal: NodeJS.Signals): void {
  cleanAll();
  unlisten();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
