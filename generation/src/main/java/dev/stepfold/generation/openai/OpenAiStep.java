package dev.stepfold.generation.openai;

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
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A step that asks the model once per attempt; retries are left to the caller that runs the attempts. Only a server that
 * refuses the form of the answer is asked again at once: the model has not been asked yet.
 */
final class OpenAiStep implements Step {
    private final StepId id;
    private final Prompt prompt;
    private final Asking model;
    private final ResponseForms forms;
    private final OpenAiSettings settings;
    private final TokenMeter meter;
    private final CallFailures failures;

    OpenAiStep(StepId id, Asking model, ResponseForms forms, OpenAiSettings settings, TokenMeter meter) {
        this.id = id;
        this.prompt = Prompt.of(id);
        this.model = model;
        this.forms = forms;
        this.settings = settings;
        this.meter = meter;
        this.failures = new CallFailures(id, settings);
    }

    @Override
    public StepId id() {
        return id;
    }

    @Override
    public StepOutput run(StepInput input, StepProgress progress) throws StepFailure, InterruptedException {
        try {
            progress.asks(settings.model(), "Asking the model " + settings.model());
            Answered answered = ask(input, progress);
            meter.count(id, tokens(answered.response()));
            return output(input, answered);
        } catch (RefusedCallException e) {
            meter.count(id, e.error.tokens());
            throw new StepFailure(e.error);
        }
    }

    private StepOutput output(StepInput input, Answered answered) throws StepFailure {
        ChatResponse response = answered.response();
        @Nullable TokenUsage tokens = tokens(response);
        try {
            AnswerReader.Answer answer = AnswerReader.read(id, settings.scrub(text(response)), KnownNames.in(input));
            List<Finding> findings = new ArrayList<>(notes(input, answered.form(), answer.around(), tokens));
            findings.addAll(answer.repairs());
            return new StepOutput(
                    settings.scrub(answer.result()), answer.summary(), findings, modelOf(response), tokens);
        } catch (AnswerReader.UnfitAnswerException e) {
            throw unfit(
                    "unfit-answer",
                    "The model's answer does not have the required form: " + failures.excerpt(e.getMessage()),
                    tokens);
        }
    }

    /** Asks for the strongest form of answer that the server does not refuse. */
    private Answered ask(StepInput input, StepProgress progress) throws RefusedCallException, InterruptedException {
        ResponseForm form = forms.current();
        while (true) {
            try {
                return new Answered(model.ask(prompt.request(input, form), progressOf(progress)), form);
            } catch (RuntimeException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                form = instead(form, e, progress).orElseThrow(() -> new RefusedCallException(failures.of(e)));
            }
        }
    }

    private Optional<ResponseForm> instead(ResponseForm refused, RuntimeException failure, StepProgress progress) {
        Optional<ResponseForm> instead = CallFailures.badRequest(failure)
                .flatMap(refusal -> forms.insteadOf(refused, refusal, failures.excerpt(refusal)));
        instead.ifPresent(form -> progress.report("The model's server refuses the response_format " + refused.wireName()
                + "; asking with " + form.wireName()));
        return instead;
    }

    private Consumer<String> progressOf(StepProgress progress) {
        PartialAnswer partial = new PartialAnswer(id, settings::scrub);
        return text -> {
            if (text.isEmpty()) {
                progress.beAlive();
            } else {
                progress.report(partial.add(text));
            }
        };
    }

    private String text(ChatResponse response) throws StepFailure {
        @Nullable TokenUsage tokens = tokens(response);
        if (response.finishReason() == FinishReason.CONTENT_FILTER) {
            throw new StepFailure(
                    StepError.of(ErrorKind.PERMANENT, "The content filter of the model's server withheld the answer")
                            .withTokens(tokens));
        }
        if (response.finishReason() == FinishReason.LENGTH) {
            throw unfit("cut-off-answer", "The model's answer was cut off at the maximum length", tokens);
        }
        String text = response.aiMessage().text();
        if (text == null || text.isBlank()) {
            throw unfit("empty-answer", "The model's answer is empty", tokens);
        }
        return text;
    }

    /** What a person should know of how the answer came. */
    private List<Finding> notes(StepInput input, ResponseForm form, String around, @Nullable TokenUsage tokens) {
        List<Finding> notes = new ArrayList<>();
        if (!around.isEmpty()) {
            notes.add(note("wrapped-answer", "The model's JSON was not alone in its answer" + around));
        }
        if (forms.isMakeshift(form)) {
            notes.add(note(
                    "weaker-response-format",
                    "The model's server refuses stronger forms of answers; it was asked with the response_format "
                            + form.wireName()));
        }
        if (tokens == null && input.options().tokenBudget() != null) {
            notes.add(note(
                    "unknown-usage",
                    "The model's server did not say how many tokens the answer took; the run's token budget does not"
                            + " include them"));
        }
        return notes;
    }

    private Finding note(String code, String message) {
        return new Finding(id, Finding.Severity.WARNING, code, message, null);
    }

    private StepFailure unfit(String code, String message, @Nullable TokenUsage tokens) {
        Finding finding = new Finding(id, Finding.Severity.ERROR, code, message, null);
        return new StepFailure(
                StepFailure.invalidOutput(message, List.of(finding)).error().withTokens(tokens));
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

    /** @param form that the server took */
    private record Answered(ChatResponse response, ResponseForm form) {}

    /** A call failed. */
    private static final class RefusedCallException extends Exception {
        private static final long serialVersionUID = 1;

        private final transient StepError error;

        RefusedCallException(StepError error) {
            super(error.message());
            this.error = error;
        }
    }
}
