package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.localstack.system.SoakGauges.Whole;
import dev.stepfold.localstack.system.SoakProcess.Gauge;
import dev.stepfold.localstack.system.SoakTable.Row;
import dev.stepfold.localstack.system.SoakTable.Span;
import dev.stepfold.localstack.system.SoakTimes.What;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of a soak tells growth from youth. */
class SoakTableTest {
    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Span FIRST = new Span(BEGAN, BEGAN.plusSeconds(300));
    private static final Span LAST = new Span(BEGAN.plusSeconds(900), BEGAN.plusSeconds(1200));
    private static final String RESIDENT = "gateway: " + Gauge.RESIDENT;

    private final List<SoakProcess> processes = new ArrayList<>();
    private final List<Whole> wholes = new ArrayList<>();
    private final SoakTimes times = new SoakTimes(BEGAN);

    @Test
    void findsThatAProcessGrowsWhichLivesThrough() {
        live(1, 0, 1200, age -> 200 + age / 10.0);

        assertThat(row("gateway that lived longest: " + Gauge.RESIDENT).verdict())
                .isEqualTo("**no**");
    }

    @Test
    void comparesAYoungProcessWithAYoungOne() {
        live(1, 0, 600, age -> Math.min(300, 100 + age));
        live(2, 600, 900, age -> Math.min(300, 100 + age));
        live(3, 900, 1200, age -> Math.min(300, 100 + age));

        assertThat(row(RESIDENT).ratio()).isEqualTo(1);
        assertThat(row(RESIDENT).verdict()).isEqualTo("yes");
    }

    @Test
    void findsThatAYoungProcessIsLargerThanAYoungOneWas() {
        live(1, 0, 600, _ -> 100);
        live(2, 900, 1200, _ -> 120);

        assertThat(row(RESIDENT).ratio()).isEqualTo(1.2);
        assertThat(row(RESIDENT).verdict()).isEqualTo("**no**");
    }

    @Test
    void doesNotCompareWhatHasNoCommonAge() {
        live(1, -4000, 600, _ -> 100);
        live(2, 900, 1200, _ -> 300);

        assertThat(row(RESIDENT).verdict()).isEqualTo("not comparable");
    }

    @Test
    void leavesOutTimesThatAKillDisturbed() {
        times.took(What.GET, BEGAN.plusSeconds(10), Duration.ofMillis(5));
        times.took(What.GET, BEGAN.plusSeconds(1000), Duration.ofMillis(5));
        times.took(What.GET, BEGAN.plusSeconds(1100), Duration.ofMillis(900));

        Row slowest = row(What.GET + ": p95, ms");

        assertThat(slowest.last()).isEqualTo(5);
        assertThat(slowest.verdict()).isEqualTo("yes");
    }

    @Test
    void dividesProcessorTimeByEvents() {
        live(1, 0, 1200, _ -> 100);
        for (int at = 0; at < 1200; at += 60) {
            wholes.add(new Whole(BEGAN.plusSeconds(at), 10L * at, 0, 0, new SoakDisk(Map.of(), 0)));
        }

        Row row = row("gateway: processor time per event, ms");

        assertThat(row.first()).isBetween(10.0, 13.0);
        assertThat(row.verdict()).isEqualTo("yes");
    }

    private interface Resident {
        double at(long ageS);
    }

    /** One instance, from and to seconds of the soak, that takes a tenth of a processor. */
    private void live(long pid, int fromS, int toS, Resident resident) {
        for (int at = fromS; at < toS; at += (int) EVERY.toSeconds()) {
            Duration age = Duration.ofSeconds(at - fromS);
            processes.add(new SoakProcess(
                    "gateway",
                    pid,
                    BEGAN.plusSeconds(at),
                    age,
                    age.dividedBy(10),
                    Map.of(Gauge.RESIDENT, resident.at(age.toSeconds()))));
        }
    }

    private Row row(String what) {
        return new SoakTable(processes, wholes, times, at -> at.isAfter(BEGAN.plusSeconds(1050)), FIRST, LAST)
                .rows().stream()
                        .filter(row -> row.what().equals(what))
                        .findFirst()
                        .orElseThrow();
    }
}
