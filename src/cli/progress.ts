// Progress on a terminal: a line about a stage that takes longer than half a second. The stages are synchronous, so a thread of its own
// watches the clock and writes.
import { Worker } from 'node:worker_threads';

/** Tells of stages; `stop` clears the line. */
export interface Progress {
  stage(name: string): void;
  stop(): void;
}

const SILENT: Progress = { stage: () => undefined, stop: () => undefined };

/** The watcher: after half a second in a stage it shows its name and the seconds, and clears the line when the stage is over. */
const WATCHER = `
const { parentPort, workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const shared = new Int32Array(workerData.shared);
const names = new Uint8Array(workerData.names);
let shown = -1, since = Date.now(), drawn = false;
setInterval(() => {
  const stage = Atomics.load(shared, 0);
  if (stage !== shown) {
    shown = stage; since = Date.now();
    if (drawn) { writeSync(2, '\\r\\u001b[K'); drawn = false; }
  }
  const seconds = (Date.now() - since) / 1000;
  if (stage > 0 && seconds >= 0.5) {
    const length = Atomics.load(shared, 1);
    writeSync(2, '\\r\\u001b[K' + Buffer.from(names.slice(0, length)).toString('utf8') + ' … ' + seconds.toFixed(1) + ' s');
    drawn = true;
  }
}, 100);
`;

/** A progress line on standard error, or nothing where nobody watches. */
export function startProgress(isWatched: boolean): Progress {
  if (!isWatched) return SILENT;
  const shared = new SharedArrayBuffer(8);
  const names = new SharedArrayBuffer(256);
  const state = new Int32Array(shared);
  const worker = new Worker(WATCHER, { eval: true, workerData: { shared, names } });
  worker.unref();
  return {
    stage(name) {
      const bytes = Buffer.from(name).subarray(0, 256);
      new Uint8Array(names).set(bytes);
      Atomics.store(state, 1, bytes.length);
      Atomics.add(state, 0, 1);
    },
    stop() {
      void worker.terminate();
      process.stderr.write('\r\u001b[K');
    },
  };
}
