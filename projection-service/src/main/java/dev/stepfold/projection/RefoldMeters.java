package dev.stepfold.projection;

import dev.stepfold.projection.topology.Healing;
import dev.stepfold.projection.topology.Suspects;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Counts what was healed and what could not be: anything but zero says that Kafka has lost something, or after an upgrade
 * that an earlier version folded the state. Also counts the records that could not be read.
 */
final class RefoldMeters implements Healing.Watch {
    private final Map<Suspects.Cause, Counter> refolds = new EnumMap<>(Suspects.Cause.class);
    private final Counter emptyLogs;
    private final Counter unreadable;

    RefoldMeters(MeterRegistry meters) {
        for (Suspects.Cause cause : Suspects.Cause.values()) {
            refolds.put(
                    cause,
                    Counter.builder("stepfold.projection.refolds")
                            .tag("cause", cause.code())
                            .description("Documents whose states were replaced by what their logs fold to")
                            .register(meters));
        }
        emptyLogs = Counter.builder("stepfold.projection.logs.empty")
                .description("Documents that have a state but an empty log")
                .register(meters);
        unreadable = Counter.builder("stepfold.dead.letters")
                .description("Records that this instance could not read")
                .register(meters);
    }

    @Override
    public void refolded(Suspects.Cause cause) {
        Objects.requireNonNull(refolds.get(cause)).increment();
    }

    @Override
    public void foundEmptyLog() {
        emptyLogs.increment();
    }

    @Override
    public void foundUnreadable() {
        unreadable.increment();
    }
}
