// A workflow of six steps for Restate, keyed by the run's id. Each step is a command and a completion in its journal.
import * as restate from '@restatedev/restate-sdk';
import { stepResult } from './six-steps.mjs';

// The SDK calls it, and Node lacks it before version 22.
Promise.withResolvers ??= () => {
  let resolve, reject;
  const promise = new Promise((a, b) => { resolve = a; reject = b; });
  return { promise, resolve, reject };
};

async function run(context) {
  let last;
  for (let i = 0; i < 6; i++) last = await context.run(`step${i}`, () => stepResult(i));
  return { status: 'done', step: last.step };
}

restate.serve({ services: [restate.workflow({ name: 'SixSteps', handlers: { run } })], port: +process.env.WORKER_PORT });
