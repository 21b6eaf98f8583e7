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
 * Simulates thousands of worlds. A seed that fails is printed and replays with
 * {@code -Dtest=SimulationTest -Dstepfold.simulation.seed=<seed> -Dstepfold.simulation.count=1}; one in which Kafka loses
 * records also needs {@code -Dstepfold.simulation.cuts=true}.
 */
class SimulationTest {
    private static final long FIRST_SEED =
            Long.getLong("stepfold.simulation.seed", new Random().nextLong(1_000_000_000L) * 1_000_000);
    private static final int COUNT = Integer.getInteger("stepfold.simulation.count", 2_000);

    @Test
    void keepsEveryPromiseWhateverGoesWrong() {
        System.out.printf("simulation seeds %d to %d%n", FIRST_SEED, FIRST_SEED + COUNT - 1);

        List<Simulation.Summary> summaries = LongStream.range(FIRST_SEED, FIRST_SEED + COUNT)
                .parallel()
                .mapToObj(SimulationTest::simulate)
                .toList();

        Map<Kind, Integer> faults = new EnumMap<>(Kind.class);
        summaries.forEach(
                summary -> summary.faults().forEach((kind, count) -> faults.merge(kind, count, Integer::sum)));
        Deadlines.Count deadlines = summaries.stream()
                .map(Simulation.Summary::deadlines)
                .reduce(new Deadlines.Count(0, 0), Deadlines.Count::plus);
        System.out.printf(
                "simulation worlds=%d events=%d attempts=%d deadlines=%s faults=%s%n",
                COUNT,
                summaries.stream().mapToInt(Simulation.Summary::events).sum(),
                summaries.stream().mapToInt(Simulation.Summary::attempts).sum(),
                deadlines,
                faults);
        if (COUNT >= 1_000) {
            assertThat(faults.keySet())
                    .as("every kind of fault struck")
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(Kind.values())
                            .filter(Kind::isPossible)
                            .toList());
            assertThat(deadlines.passed()).as("deadlines that passed").isPositive();
            assertThat(deadlines.outlasted())
                    .as("runs that a pause kept from their deadline")
                    .isPositive();
        }
    }

    @Test
    void isTheSameWorldForTheSameSeed() {
        assertThat(Collections.nCopies(3, FIRST_SEED).stream()
                        .map(SimulationTest::simulate)
                        .distinct())
                .hasSize(1);
    }

    private static Simulation.Summary simulate(long seed) {
        try (var _ = MDC.putCloseable("simulation", COUNT == 1 ? "replay" : "one-of-many")) {
            return new Simulation(seed).run();
        } catch (Throwable e) {
            throw new AssertionError("simulation seed " + seed + " failed: " + e.getMessage(), e);
        }
    }
}
