package dev.stepfold.projection.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ETagsTest {
    @Test
    void readsBackWhatItWrote() {
        assertThat(ETags.of(42)).isEqualTo("\"42\"");
        assertThat(ETags.sequence(ETags.of(42))).hasValue(42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"", "\"\"", "42", "\"x\"", "W/\"42\"", "\"99999999999999999999\""})
    void takesNoOtherTagForASequence(String tag) {
        assertThat(ETags.sequence(tag)).isEmpty();
    }
}
