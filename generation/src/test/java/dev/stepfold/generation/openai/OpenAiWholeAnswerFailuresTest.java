package dev.stepfold.generation.openai;

/** The same failures where the answer is asked for as a whole. */
class OpenAiWholeAnswerFailuresTest extends OpenAiFailuresTest {
    @Override
    boolean streaming() {
        return false;
    }
}
