// Takes apart what `git cat-file --batch` writes: one object after the other, in the order they were asked for. Starting the program
// and asking it is for object-program.ts.
import { createHash, type Hash } from 'node:crypto';

/** An object as Git keeps it. */
export interface RawObject {
  readonly type: string;
  readonly size: number;
  /** Undefined where whoever asked did not want so many. */
  readonly bytes: Buffer | undefined;
}

/** A question that was put to the program. */
export interface Question {
  readonly id: string;
  /** Asked once the size is known, and before a byte is kept. Questions are asked this in their own order. */
  readonly wants: (size: number, type: string) => boolean;
  /** Undefined: the program did not give the object. */
  readonly answer: (object: RawObject | undefined) => void;
}

interface Arriving {
  readonly question: Question;
  readonly type: string;
  readonly size: number;
  readonly bytes: Buffer | undefined;
  readonly hash: Hash;
  got: number;
}

const NONE = Buffer.alloc(0);
const LINE_FEED = 10;
/** Longer than any first line of an object. */
const LONGEST_LINE = 128;
const MOST_BYTES = 1024 ** 3;

/** Answers questions from a stream. After the first answer that is not the object that was asked for, nothing more is believed. */
export class ObjectStream {
  readonly #questions: Question[] = [];
  #next = 0;
  #line: Buffer = NONE;
  #arriving: Arriving | undefined;
  #ended = false;

  /** Puts a question at the end of the queue; false where the stream has ended, and nothing will be answered. */
  ask(question: Question): boolean {
    if (!this.#ended) this.#questions.push(question);
    return !this.#ended;
  }

  /** Takes what has been written; false where it makes no sense, or an object is not there: the stream has ended with that. */
  take(chunk: Buffer): boolean {
    let rest = chunk;
    while (rest.length > 0 && !this.#ended) {
      const used = this.#arriving === undefined ? this.#takeLine(rest) : this.#takeBytes(this.#arriving, rest);
      if (used === undefined) this.end();
      else rest = rest.subarray(used);
    }
    return !this.#ended;
  }

  /** Answers every open question with nothing. */
  end(): void {
    this.#ended = true;
    this.#arriving = undefined;
    const open = this.#questions.splice(0).slice(this.#next);
    this.#next = 0;
    for (const { answer } of open) answer(undefined);
  }

  /** How much of the chunk belongs to the first line of an object; undefined where it is none. */
  #takeLine(chunk: Buffer): number | undefined {
    const end = chunk.indexOf(LINE_FEED);
    const part = end === -1 ? chunk : chunk.subarray(0, end);
    if (this.#line.length + part.length > LONGEST_LINE) return undefined;
    const line = Buffer.concat([this.#line, part]);
    this.#line = end === -1 ? line : NONE;
    if (end === -1) return chunk.length;
    this.#arriving = this.#announced(line.toString('latin1'));
    return this.#arriving && end + 1;
  }

  #announced(line: string): Arriving | undefined {
    const question = this.#questions[this.#next];
    const [, id, type = '', digits = ''] = /^([0-9a-f]{40}) ([a-z]+) (\d{1,15})$/.exec(line) ?? [];
    const size = Number(digits);
    if (question === undefined || id !== question.id || size > MOST_BYTES) return undefined;
    const hash = createHash('sha1').update(`${type} ${size}\0`);
    const bytes = question.wants(size, type) ? Buffer.allocUnsafe(size) : undefined;
    return { question, type, size, bytes, hash, got: 0 };
  }

  /** The same for the bytes of an object and the line feed behind them. */
  #takeBytes(object: Arriving, chunk: Buffer): number | undefined {
    const part = chunk.subarray(0, object.size - object.got);
    object.hash.update(part);
    object.bytes?.set(part, object.got);
    object.got += part.length;
    if (part.length === chunk.length) return part.length;
    if (chunk[part.length] !== LINE_FEED || object.hash.digest('hex') !== object.question.id) return undefined;
    this.#arriving = undefined;
    this.#pop();
    const { type, size, bytes } = object;
    object.question.answer({ type, size, bytes });
    return part.length + 1;
  }

  /** Drops the question at the head of the queue, and now and then the room that those before it took. */
  #pop(): void {
    this.#next += 1;
    if (this.#next < 1024 && this.#next < this.#questions.length) return;
    this.#questions.splice(0, this.#next);
    this.#next = 0;
  }
}
