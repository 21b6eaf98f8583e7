package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CursorTest {
    @Test
    void isNoneIfNothingOrAnEmptyValueIsSent() {
        assertThat(Cursor.parse(null, null)).isEqualTo(new Cursor.None());
        assertThat(Cursor.parse("", null)).isEqualTo(new Cursor.None());
        assertThat(Cursor.parse(" ", "")).isEqualTo(new Cursor.None());
    }

    @Test
    void readsSequencesAndMinusOne() {
        assertThat(Cursor.parse("5", null)).isEqualTo(new Cursor.After(5));
        assertThat(Cursor.parse(null, "-1")).isEqualTo(new Cursor.After(-1));
        assertThat(Cursor.parse(" 17 ", null)).isEqualTo(new Cursor.After(17));
    }

    @Test
    void prefersTheHeaderBecauseABrowserRepeatsItsFirstQuery() {
        assertThat(Cursor.parse("9", "-1")).isEqualTo(new Cursor.After(9));
        assertThat(Cursor.parse("", "4")).isEqualTo(new Cursor.After(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2", "+1", "1.0", "abc", "0x1", "1 2", "9999999999999999999", "٣", "null"})
    void doesNotAcceptAnythingElseAsASequence(String value) {
        assertThat(Cursor.parse(value, null)).isEqualTo(new Cursor.Unreadable());
    }
}
