export const STEPS = ['prompt-understanding', 'decision-making', 'technical-analysis', 'database-generation', 'action-generation', 'schedule-generation'];

/** The good answer for the step that a request is about, which its prompt names. */
export function goodAnswer(good, request) {
    const [, number] = /Step ([1-6]) of 6/.exec(JSON.stringify(request.messages));
    return good[STEPS[number - 1]];
}
