package dev.stepfold.gateway.durablestreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.Cursor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamOffsetTest {
    @Test
    void isTheNextSequencePaddedSoThatTextsAreOrderedAsSequencesAre() {
        assertThat(StreamOffset.after(9).toString()).isEqualTo("00000000000000000010");
        assertThat(StreamOffset.after(9).toString())
                .isGreaterThan(StreamOffset.after(8).toString());
        assertThat(StreamOffset.of(List.of("00000000000000000010"))).hasValue(StreamOffset.after(9));
        assertThat(StreamOffset.after(9).cursor()).isEqualTo(new Cursor.After(9));
    }

    @Test
    void beginsAtTheBeginningUnlessTold() {
        assertThat(StreamOffset.of(List.of())).hasValue(StreamOffset.BEGINNING);
        assertThat(StreamOffset.of(List.of("-1"))).hasValue(StreamOffset.BEGINNING);
        assertThat(StreamOffset.BEGINNING.cursor()).isEqualTo(new Cursor.After(-1));
        assertThat(StreamOffset.of(List.of("now"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-2", "0,1", "1 2", "99999999999999999999", "0000000000000000001x", "NOW"})
    void refusesWhatNoResponseGave(String offset) {
        assertThatThrownBy(() -> StreamOffset.of(List.of(offset))).isInstanceOf(ProblemException.class);
    }

    @Test
    void refusesTwo() {
        assertThatThrownBy(() -> StreamOffset.of(List.of("-1", "-1"))).isInstanceOf(ProblemException.class);
    }
}
