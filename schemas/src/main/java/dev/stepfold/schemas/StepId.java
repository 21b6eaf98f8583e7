package dev.stepfold.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The six generation steps, declared in the order in which they run. */
public enum StepId implements WireName {
    PROMPT_UNDERSTANDING("prompt-understanding"),
    DECISION_MAKING("decision-making"),
    TECHNICAL_ANALYSIS("technical-analysis"),
    DATABASE_GENERATION("database-generation"),
    ACTION_GENERATION("action-generation"),
    SCHEDULE_GENERATION("schedule-generation");

    private final String wireName;

    StepId(String wireName) {
        this.wireName = wireName;
    }

    /** The step that runs first. */
    public static StepId first() {
        return PROMPT_UNDERSTANDING;
    }

    /** The step after this one, or empty after the last. */
    public Optional<StepId> next() {
        return Arrays.stream(values()).filter(this::isBefore).findFirst();
    }

    /** Whether this step runs before {@code other}. */
    public boolean isBefore(StepId other) {
        return compareTo(other) < 0;
    }

    /** An unmodifiable copy that goes through the steps in the order in which they run; refuses null values. */
    public static <V> Map<StepId, V> inOrder(Map<StepId, V> map) {
        EnumMap<StepId, V> copy = new EnumMap<>(StepId.class);
        map.forEach((step, value) -> copy.put(step, Objects.requireNonNull(value, step::wireName)));
        return Collections.unmodifiableMap(copy);
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @JsonCreator
    public static StepId of(String wireName) {
        return WireName.parse(StepId.class, wireName);
    }

    @Override
    public String toString() {
        return wireName;
    }
}
