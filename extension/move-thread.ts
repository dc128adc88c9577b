import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AcceptedBaseline } from './accepted-baseline.ts';
import type { MoveError, MoveMessage, MoveOrder, MoveReply, MoveTask, MoveWish, PlanReply, SettleReply, SwapAnswer, SwapOrder } from './move-protocol.ts';

/** An error that the thread of a move sent. Its message holds no value. */
export class MoveFailed extends Error {
  readonly code: string;
  readonly hint: string;
  /** As `MoveError.kept`. */
  readonly kept: readonly string[];
  /** As `MoveError.instructions`. */
  readonly instructions: readonly string[];

  constructor({ code, message, hint, kept = [], instructions = [] }: MoveError) {
    super(message);
    this.name = 'MoveFailed';
    this.code = code;
    this.hint = hint;
    this.kept = kept;
    this.instructions = instructions;
  }
}

/** The code of a move that was left before it began: there is nothing to tell. */
export const LEFT = 'left';

/** A move on a thread of its own. @throws MoveFailed from all that answers */
export interface MoveThread {
  readonly plan: (wish: MoveWish) => Promise<PlanReply>;
  readonly apply: () => Promise<MoveReply>;
  /** The baseline in which what was moved is accepted until a day, `YYYY-MM-DD`: it is still to be written. */
  readonly accept: (until: string) => Promise<AcceptedBaseline>;
  /** Finishes or undoes what was interrupted, of any folder. */
  readonly settle: () => Promise<SettleReply>;
  /** Deletes what a failed move left in the store; gives the names. */
  readonly discard: () => Promise<readonly string[]>;
  /** At the next safe point: undoes what was begun. */
  readonly stop: () => void;
  /** At once, while nothing is being moved: whoever waits gets `left`. */
  readonly leave: () => void;
  readonly end: () => Promise<void>;
}

type Answer = Exclude<MoveMessage, { readonly swap: readonly SwapOrder[] } | { readonly failed: MoveError }>;

/** `onSwap`: puts contents in place, all or none. One question at a time. */
export const startMoveThread = (bundles: string, task: MoveTask, onSwap: (orders: readonly SwapOrder[]) => Promise<SwapAnswer>): MoveThread => {
  const worker = new Worker(join(bundles, 'mover.js'), { workerData: task });
  let waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | undefined;
  const post = (order: MoveOrder): void => worker.postMessage(order);
  /** Why it answers no more. */
  let ended: MoveFailed | undefined;
  const fail = (message: string): void => {
    ended ??= new MoveFailed({ code: 'bug', message, hint: '' });
    waiting?.reject(ended);
  };

  worker.on('message', async (message: MoveMessage) => {
    if ('failed' in message) return waiting?.reject(new MoveFailed(message.failed));
    if (!('swap' in message)) return waiting?.resolve(message);
    try {
      post({ swapped: await onSwap(message.swap) });
    } catch (error) {
      post({ swapped: { error: { code: 'conflict', message: error instanceof Error ? error.name : 'unknown error', hint: '' }, outcomes: [] } });
    }
  });
  worker.on('error', (error) => fail(error.name));
  worker.on('exit', () => fail('the thread of the move ended'));

  const ask = (order: MoveOrder): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) return reject(ended);
      waiting = { resolve, reject };
      post(order);
    });
  const unexpected = (): never => {
    throw new MoveFailed({ code: 'bug', message: 'the thread of the move gave another answer', hint: '' });
  };
  return {
    plan: async (wish) => {
      const answer = await ask({ plan: wish });
      return 'planned' in answer ? answer.planned : unexpected();
    },
    apply: async () => {
      const answer = await ask({ apply: true });
      return 'moved' in answer ? answer.moved : unexpected();
    },
    accept: async (until) => {
      const answer = await ask({ accept: { until } });
      return 'accepted' in answer ? answer.accepted : unexpected();
    },
    settle: async () => {
      const answer = await ask({ settle: true });
      return 'settled' in answer ? answer.settled : unexpected();
    },
    discard: async () => {
      const answer = await ask({ discard: true });
      return 'discarded' in answer ? answer.discarded : unexpected();
    },
    stop: () => post({ stop: true }),
    leave: () => {
      waiting?.reject(new MoveFailed({ code: LEFT, message: '', hint: '' }));
      void worker.terminate();
    },
    end: async () => void (await worker.terminate()),
  };
};
