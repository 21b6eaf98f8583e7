package dev.stepfold.generation.openai;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.stepfold.generation.step.Step;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.generation.step.StepProgress;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step that calls the model once per attempt; retries are left to the caller that runs the attempts. */
final class OpenAiStep implements Step {
    private final StepId id;
    private final Prompt prompt;
    private final Asking model;
    private final OpenAiSettings settings;
    private final CallFailures failures;

    OpenAiStep(StepId id, Asking model, OpenAiSettings settings) {
        this.id = id;
        this.prompt = Prompt.of(id);
        this.model = model;
        this.settings = settings;
        this.failures = new CallFailures(settings);
    }

    @Override
    public StepId id() {
        return id;
    }

    @Override
    public StepOutput run(StepInput input, StepProgress progress) throws StepFailure, InterruptedException {
        progress.report("Asking the model " + settings.model());
        ChatResponse response = ask(prompt.request(input), progress);
        String text = settings.scrub(text(response));
        try {
            AnswerReader.Answer answer = AnswerReader.read(id, text, input.existingAgent() != null);
            return new StepOutput(
                    settings.scrub(answer.result()),
                    answer.summary(),
                    wrapped(answer.around()),
                    modelOf(response),
                    tokens(response));
        } catch (AnswerReader.UnfitAnswerException e) {
            throw unfit(
                    "unfit-answer",
                    "The model's answer does not have the required form: " + failures.excerpt(e.getMessage()));
        }
    }

    private ChatResponse ask(ChatRequest request, StepProgress progress) throws StepFailure, InterruptedException {
        try {
            PartialAnswer partial = new PartialAnswer(id, settings::scrub);
            return model.ask(request, text -> {
                if (text.isEmpty()) {
                    progress.beAlive();
                } else {
                    progress.report(partial.add(text));
                }
            });
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new StepFailure(failures.of(e));
        }
    }

    private String text(ChatResponse response) throws StepFailure {
        if (response.finishReason() == FinishReason.CONTENT_FILTER) {
            throw new StepFailure(ErrorKind.PERMANENT, "The content filter of the model's server withheld the answer");
        }
        if (response.finishReason() == FinishReason.LENGTH) {
            throw unfit("cut-off-answer", "The model's answer was cut off at the maximum length");
        }
        String text = response.aiMessage().text();
        if (text == null) {
            throw unfit("empty-answer", "The model's answer is empty");
        }
        return text;
    }

    private List<Finding> wrapped(String around) {
        return around.isEmpty()
                ? List.of()
                : List.of(new Finding(
                        id,
                        Finding.Severity.WARNING,
                        "wrapped-answer",
                        "The model's JSON was not alone in its answer" + around,
                        null));
    }

    private StepFailure unfit(String code, String message) {
        return StepFailure.invalidOutput(
                message, List.of(new Finding(id, Finding.Severity.ERROR, code, message, null)));
    }

    private String modelOf(ChatResponse response) {
        String answered = response.modelName();
        return answered == null || answered.isBlank() ? settings.model() : failures.excerpt(answered);
    }

    private static @Nullable TokenUsage tokens(ChatResponse response) {
        var usage = response.tokenUsage();
        if (usage == null || usage.inputTokenCount() == null || usage.outputTokenCount() == null) {
            return null;
        }
        int input = usage.inputTokenCount();
        int output = usage.outputTokenCount();
        return input < 0 || output < 0 ? null : new TokenUsage(input, output);
    }
}
