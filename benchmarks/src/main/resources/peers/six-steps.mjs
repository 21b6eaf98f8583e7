// What the workers share: results of 2,048 bytes of JSON, of the same kind as those of EmptySteps.java.
const WORDS = ('the model found that most of these records were already known to our review board and then asked for ' +
  'another pass over chapter seven because its summary left out two names dates places sources figures tables ' +
  'notes quality score draft outline section paragraph sentence image caption prompt token answer check retry ' +
  'budget limit river mountain window garden engine market signal letter winter summer paper bridge copper').split(' ');

function text(seed) {
  let state = seed;
  let text = '';
  while (text.length < 2048) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += WORDS[Math.floor((state / 4294967296) * WORDS.length)] + ' ';
  }
  return text;
}

const TEXTS = Array.from({ length: 64 }, (_, seed) => text(seed + 1));
let next = 0;

export function stepResult(step) {
  const result = { step, text: '' };
  result.text = TEXTS[next++ % 64].slice(0, 2048 - JSON.stringify(result).length);
  return result;
}
