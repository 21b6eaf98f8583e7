package dev.stepfold.localstack.supervisor;

import dev.stepfold.documentlog.Backoff;
import java.time.Duration;

/**
 * When a process that died is started again: after a wait that grows with every death in a row, and is spread by jitter so
 * that processes that died together do not all come back in the same instant.
 *
 * @param backoff the longest waits
 * @param forgiveAfter a process that ran this long counts as well again: its next death is a first one
 */
public record RestartPolicy(Backoff backoff, Duration forgiveAfter) {
    /** Quick after a single death, since somebody is waiting; gentle on a machine where something stays broken. */
    public static final RestartPolicy STANDARD =
            new RestartPolicy(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10)), Duration.ofSeconds(30));

    /** The number of deaths in a row, after one more that came after running for this long. */
    public int deathsInARow(int before, Duration ran) {
        return ran.compareTo(forgiveAfter) >= 0 ? 1 : before + 1;
    }

    /**
     * The wait after this many deaths in a row: between half of the backoff's and all of it.
     *
     * @param deaths from 1
     * @param random from 0 (shortest) to 1 (longest)
     */
    public Duration delay(int deaths, double random) {
        return Duration.ofNanos((long) (backoff.after(deaths).toNanos() * (0.5 + 0.5 * random)));
    }
}
