package dev.stepfold.orchestrator.execution;

import dev.stepfold.generation.step.Generator;
import dev.stepfold.generation.step.Step;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.ErrorKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The generators of this instance, by name. */
public final class Generators {
    private final Map<String, Generator> byName;
    private final Generator standard;

    /**
     * @param standard the name of the generator for runs that do not choose one
     * @throws IllegalArgumentException when there is no generator of that name; the message lists those there are
     */
    public Generators(List<Generator> generators, String standard) {
        this.byName = generators.stream()
                .collect(Collectors.toMap(Generator::name, Function.identity(), (first, _) -> first, TreeMap::new));
        @Nullable Generator found = byName.get(standard);
        if (found == null) {
            throw new IllegalArgumentException(
                    "STEPFOLD_GENERATOR is " + standard + ", expected one of " + byName.keySet());
        }
        this.standard = found;
    }

    /**
     * The step of the generator that {@code options} choose.
     *
     * @throws StepFailure permanent, when there is no such generator
     */
    Step step(StepId id, RunOptions options) throws StepFailure {
        if (options.generator() == null) {
            return standard.step(id);
        }
        Generator chosen = byName.get(options.generator());
        if (chosen == null) {
            throw new StepFailure(
                    ErrorKind.PERMANENT, "There is no such generator; this instance has " + byName.keySet());
        }
        return chosen.step(id);
    }
}
