package dev.stepfold.generation.builtin.result;

import java.util.List;
import java.util.Map;

/**
 * Which generators are needed: the result of {@code decision-making}.
 *
 * @param mode {@link #NEW} or {@link #CHANGE}
 * @param needed ids of the generators that run, in order
 * @param skipped the other generators, each with the reason
 * @param reasons why each needed generator is needed
 * @param touches for a change: what will be added or changed, in words
 */
public record StepSelection(
        String mode,
        List<String> needed,
        Map<String, String> skipped,
        Map<String, String> reasons,
        List<String> touches) {
    public static final String NEW = "new";
    public static final String CHANGE = "change";
}
