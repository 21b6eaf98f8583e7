package dev.stepfold.generation.openai;

/** The same failures if the answer is requested as a whole. */
class OpenAiWholeAnswerFailuresTest extends OpenAiFailuresTest {
    @Override
    boolean streaming() {
        return false;
    }
}
