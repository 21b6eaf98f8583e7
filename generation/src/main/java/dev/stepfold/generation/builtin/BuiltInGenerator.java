package dev.stepfold.generation.builtin;

import dev.stepfold.generation.builtin.blueprint.BlueprintLibrary;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.step.Generator;
import dev.stepfold.generation.step.Step;
import dev.stepfold.schemas.StepId;

/**
 * The generator that needs no external service. It reads the request as English text, fills in what is usual in the
 * domain, and builds models, actions and schedules from that. It uses no network, clock or randomness: the same request
 * gives the same agent, on every attempt and every machine.
 *
 * <p>How a request becomes an agent: {@code understanding} (text to entities, features and needs, with
 * {@code language}, {@code time}, and {@code blueprint}, which {@code sentence} finds; for a change also
 * {@code change}), then {@code decision}, {@code analysis}, {@code database}, {@code action} and {@code schedule}, each
 * a function of the results before it. The results are the records of {@code result}.
 *
 * <p><b>Edited input.</b> A step that is restarted with edited input takes its fields in place of those of the same
 * name in the earlier results that it reads; {@link EarlierResults} says which. {@code prompt-understanding} takes
 * {@code {"request": "…"}} in place of the request.
 */
public final class BuiltInGenerator implements Generator {
    /** The name of this generator. */
    public static final String NAME = "built-in";

    /**
     * A generator that has read its word lists and blueprints, so that the first document does not wait for them. The
     * first document does wait about a second for the sentence model, which is loaded on first use.
     */
    public BuiltInGenerator() {
        Lexicon.english();
        BlueprintLibrary.library();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Step step(StepId id) {
        return switch (id) {
            case PROMPT_UNDERSTANDING -> new BuiltInStep(id, Work::understand);
            case DECISION_MAKING -> new BuiltInStep(id, Work::decide);
            case TECHNICAL_ANALYSIS -> new BuiltInStep(id, Work::analyse);
            case DATABASE_GENERATION -> new BuiltInStep(id, Work::designDatabase);
            case ACTION_GENERATION -> new BuiltInStep(id, Work::designActions);
            case SCHEDULE_GENERATION -> new BuiltInStep(id, Work::designSchedules);
        };
    }
}
