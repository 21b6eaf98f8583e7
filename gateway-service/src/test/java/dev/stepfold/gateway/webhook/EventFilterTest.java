package dev.stepfold.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.schemas.codec.EventType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventFilterTest {
    @Test
    void takesWhatPutsARunAtRestByDefault() {
        assertThat(Arrays.stream(EventType.values()).filter(EventFilter.AT_REST::takes))
                .containsExactly(
                        EventType.RUN_COMPLETED, EventType.RUN_FAILED, EventType.RUN_CANCELLED, EventType.RUN_PAUSED);
        assertThat(EventFilter.AT_REST.takesAnyOf("agent-run")).isTrue();
        assertThat(EventFilter.AT_REST.takesAnyOf("agent-step")).isFalse();
    }

    @Test
    void takesATypeWithAllItsStatuses() {
        EventFilter filter = new EventFilter(List.of("agent-data", "command-rejected", "agent-step.failed"));

        assertThat(Arrays.stream(EventType.values()).filter(filter::takes))
                .containsExactly(
                        EventType.STEP_FAILED,
                        EventType.DATA_PARTIAL,
                        EventType.DATA_FINAL,
                        EventType.COMMAND_REJECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "agent", "agent-run.", "agent-run.unknown", "command-rejected.x", "*"})
    void namesOnlyWhatExists(String name) {
        assertThatThrownBy(() -> new EventFilter(List.of(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("events has one that does not exist");
    }

    @Test
    void namesAtLeastOne() {
        assertThatThrownBy(() -> new EventFilter(List.of())).hasMessage("events must name at least one");
    }
}
