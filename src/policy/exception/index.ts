// Entry of exception/: documents in, and the exceptions of each rule out.
export { compileExceptions, type CompiledExceptions } from './apply.ts';
export { attachExceptions, type Exceptions } from './attach.ts';
export type { ExceptionDocument } from './document.ts';
