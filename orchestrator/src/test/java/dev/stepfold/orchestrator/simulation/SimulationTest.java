package dev.stepfold.orchestrator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.orchestrator.simulation.Faults.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/**
 * Simulates thousands of worlds, and some in which Kafka loses records. A seed that fails is printed and replays with
 * {@code -Dtest=SimulationTest -Dstepfold.simulation.seed=<seed> -Dstepfold.simulation.count=1}; one in which Kafka loses
 * records also needs {@code -Dstepfold.simulation.cuts=true}, with which all worlds are of that kind.
 */
class SimulationTest {
    private static final long FIRST_SEED =
            Long.getLong("stepfold.simulation.seed", new Random().nextLong(1_000_000_000L) * 1_000_000);
    private static final int COUNT = Integer.getInteger("stepfold.simulation.count", 2_000);
    private static final boolean ALL_WITH_CUTS = Boolean.getBoolean("stepfold.simulation.cuts");
    private static final int COUNT_WITH_CUTS_MAX = 200;

    @Test
    void keepsEveryPromiseWhateverGoesWrong() {
        simulate(COUNT, ALL_WITH_CUTS);
    }

    @Test
    void healsWhatKafkaHasLost() {
        simulate(Math.min(COUNT, COUNT_WITH_CUTS_MAX), true);
    }

    @Test
    void isTheSameWorldForTheSameSeed() {
        assertThat(Collections.nCopies(3, FIRST_SEED).stream()
                        .map(seed -> simulate(seed, ALL_WITH_CUTS))
                        .distinct())
                .hasSize(1);
    }

    private static void simulate(int count, boolean cuts) {
        System.out.printf("simulation seeds %d to %d cuts=%b%n", FIRST_SEED, FIRST_SEED + count - 1, cuts);

        List<Simulation.Summary> summaries = LongStream.range(FIRST_SEED, FIRST_SEED + count)
                .parallel()
                .mapToObj(seed -> simulate(seed, cuts))
                .toList();

        Map<Kind, Integer> faults = new EnumMap<>(Kind.class);
        summaries.forEach(
                summary -> summary.faults().forEach((kind, struck) -> faults.merge(kind, struck, Integer::sum)));
        Deadlines.Count deadlines = summaries.stream()
                .map(Simulation.Summary::deadlines)
                .reduce(new Deadlines.Count(0, 0), Deadlines.Count::plus);
        System.out.printf(
                "simulation worlds=%d events=%d attempts=%d deadlines=%s faults=%s%n",
                count,
                summaries.stream().mapToInt(Simulation.Summary::events).sum(),
                summaries.stream().mapToInt(Simulation.Summary::attempts).sum(),
                deadlines,
                faults);
        if (count >= 1_000) {
            assertThat(faults.keySet())
                    .as("every kind of fault struck")
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(Kind.values())
                            .filter(kind -> cuts || !kind.isCut())
                            .toList());
            assertThat(deadlines.passed()).as("deadlines that passed").isPositive();
            assertThat(deadlines.outlasted())
                    .as("runs that a pause kept from their deadline")
                    .isPositive();
        }
        if (cuts && count >= COUNT_WITH_CUTS_MAX) {
            assertThat(faults).as("Kafka lost records").containsKeys(Kind.POWER_CUT, Kind.LOG_CUT);
        }
    }

    private static Simulation.Summary simulate(long seed, boolean cuts) {
        try (var _ = MDC.putCloseable("simulation", COUNT == 1 ? "replay" : "one-of-many")) {
            return new Simulation(seed, cuts).run();
        } catch (Throwable e) {
            throw new AssertionError("simulation seed " + seed + " failed: " + e.getMessage(), e);
        }
    }
}
