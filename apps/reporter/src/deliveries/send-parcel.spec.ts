import { describe, expect, it } from '@jest/globals';
import { StoppingError } from '../leases/keep-lease.js';
import { type Delivered, DeliveryError, type Parcel } from '../targets/target-kind.js';
import { sendParcel } from './send-parcel.js';

const PARCEL: Parcel = {
  ...{ deliveryId: '1', name: 'bundle.zip', mediaType: 'application/zip', bytes: 8, sha256: 'a'.repeat(64) },
  ...{ subject: '', text: '', facts: {}, link: null },
  content: async function* () {
    yield Buffer.from('a bundle');
  },
};

const send = (deliver: (parcel: Parcel, signal: AbortSignal) => Promise<Delivered>, changes: object = {}) =>
  sendParcel({ parcel: PARCEL, deliver, signal: new AbortController().signal, tryMs: 60_000, ...changes });
const refuse = (error: unknown) => () => Promise.reject(error);
/** Ends when it is told to, as a kind of target should. */
const untilAborted = (_: Parcel, signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    const breakOff = () => reject(new DeliveryError('It was broken off.', { mayHaveArrived: true }));
    if (signal.aborted) breakOff();
    else signal.addEventListener('abort', breakOff);
  });

describe('sending a parcel', () => {
  it.each([
    [false, 'delivered'],
    [true, 'already-there'],
  ])('tells where it is now (was there: %s)', async (wasThere, outcome) => {
    const { end } = await send(() => Promise.resolve({ place: '/a/bundle.zip', answer: 'written', wasThere }));
    expect(end).toEqual({ outcome, place: '/a/bundle.zip', answer: 'written', bytes: 8, sha256: 'a'.repeat(64) });
  });

  it.each<[string, unknown, object]>([
    ['failed', new DeliveryError('The disk is full.'), { outcome: 'failed', answer: 'The disk is full.' }],
    [
      'may have arrived',
      new DeliveryError('No answer came.', { mayHaveArrived: true }),
      { outcome: 'unknown', answer: 'No answer came.' },
    ],
    [
      'met a fault of ours',
      new TypeError('password hunter2 is undefined'),
      { outcome: 'unknown', answer: expect.stringMatching(/^A fault of the software \(TypeError\)/) },
    ],
    [
      'could not read the bundle',
      Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
      { outcome: 'unknown', answer: expect.stringMatching(/^The bundle could not be read\./) },
    ],
  ])('tells how a try ended that %s', async (_, error, end) => {
    expect((await send(refuse(error))).end).toEqual({ isStopped: false, ...end });
  });

  it('gives the ledger what it can hold', async () => {
    const { end } = await send(refuse(new DeliveryError(`a\0b\ud800${'c'.repeat(5_000)}`)));
    expect(end.answer).toBe(`a b\ufffd${'c'.repeat(996)}`);
  });

  it('gives up after its time', async () => {
    const { end } = await send(untilAborted, { tryMs: 50 });
    expect(end).toMatchObject({
      outcome: 'unknown',
      isStopped: false,
      answer: expect.stringContaining('given up after'),
    });
  });

  it('gives up what does not listen', async () => {
    const { end } = await send(() => new Promise(() => undefined), { tryMs: 50 });
    expect(end).toMatchObject({
      outcome: 'unknown',
      answer: expect.stringContaining('did not end when it was told to'),
    });
  });

  it('takes what arrived although it was to be given up', async () => {
    const late = () =>
      new Promise<Delivered>((resolve) => setTimeout(resolve, 200, { place: 'x', answer: '', wasThere: false }));
    expect((await send(late, { tryMs: 50 })).end).toMatchObject({ outcome: 'delivered' });
  });

  it.each([
    [new StoppingError(), true],
    [new Error('the lease was lost'), false],
  ])('knows whether it was given up because the process stops (%s)', async (reason, isStopped) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 20);
    expect((await send(untilAborted, { signal: controller.signal })).end).toMatchObject({ isStopped });
  });
});
