package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which logs are copies with other offsets, and which merely have fenced writes. */
class ShiftedLogTest {
    private static final String ID = "doc-1";

    @Test
    void isShiftedBehindATransactionMarker() {
        assertThat(log(0, record(0, 0), record(1, 1), record(3, 2)).isShifted()).isTrue();
    }

    @Test
    void isShiftedIfNothingCountsAndTheFirstEventIsElsewhere() {
        assertThat(log(0, record(1, 0), record(2, 1)).isShifted()).isTrue();
        ShiftedLog behindGarbage = new ShiftedLog(0);
        behindGarbage.notCounted(0, ID, "x".getBytes(StandardCharsets.UTF_8));
        add(behindGarbage, record(1, 0));
        assertThat(behindGarbage.isShifted()).isTrue();
    }

    @Test
    void isShiftedBehindEventsThatWereCopiedAgain() {
        assertThat(log(0, record(0, 0), record(1, 1), record(2, 1), record(3, 2))
                        .isShifted())
                .isTrue();
    }

    @Test
    void isNotShiftedByFencedWrites() {
        Written late = new Written(2, event(1, "of a writer that lost the race"));
        assertThat(log(0, record(0, 0), record(1, 1), late, record(3, 3)).isShifted())
                .isFalse();
        // Two writers lose a race after another, and nobody has written since.
        Written later = new Written(3, event(2, "decided before the fenced write was seen"));
        assertThat(log(0, record(0, 0), record(1, 1), late, later).isShifted()).isFalse();
        // Even if an event was written twice: something counts behind it.
        assertThat(log(0, record(0, 0), record(1, 0), record(2, 1), record(3, 3))
                        .isShifted())
                .isFalse();
    }

    @Test
    void isNotShiftedByALateWriterInATopicThatWasMadeAnew() {
        assertThat(log(0, new Written(0, event(7, "late"))).isShifted()).isFalse();
    }

    @Test
    void isNotShiftedInAStretchOfFencedWrites() {
        assertThat(log(5, new Written(5, event(0, "late"))).isShifted()).isFalse();
    }

    @Test
    void hasAGapWhereAnOffsetHasNoRecord() {
        assertThat(log(0, record(0, 0), record(1, 1)).hasGap()).isFalse();
        assertThat(log(0, record(1, 1)).hasGap()).isTrue();
    }

    private record Written(long offset, RecordedEvent event) {}

    private static ShiftedLog log(long from, Written... records) {
        ShiftedLog log = new ShiftedLog(from);
        for (Written record : records) {
            add(log, record);
        }
        return log;
    }

    private static void add(ShiftedLog log, Written record) {
        byte[] value = JsonCodec.EVENTS.encode(record.event);
        if (record.offset == record.event.sequence()) {
            log.counted(record.offset, value);
        } else {
            log.notCounted(record.offset, ID, value);
        }
    }

    private static Written record(long offset, long sequence) {
        return new Written(offset, event(sequence, "message " + sequence));
    }

    private static RecordedEvent event(long sequence, String message) {
        return new RecordedEvent(
                new DocumentId(ID),
                new RunId("run-1"),
                sequence,
                Instant.parse("2026-01-01T00:00:00Z"),
                new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, message, 1, 4));
    }
}
