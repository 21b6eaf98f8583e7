package dev.stepfold.localstack.supervisor;

import dev.stepfold.documentlog.Backoff;
import java.time.Duration;

/**
 * When a process that died is restarted: after a wait that grows with every death in a row, and has jitter so that
 * processes that died together do not all restart at the same moment.
 *
 * @param backoff the maximum waits
 * @param forgiveAfter a process that ran this long counts as healthy again: its next death is a first one
 * @param groupSignalWithin a process that was ended by SIGTERM is restarted only if the supervisor itself is not told to
 *     stop within this time. {@code timeout} and service managers signal a whole process group, and a process may then
 *     end before the supervisor has begun to stop
 */
public record RestartPolicy(Backoff backoff, Duration forgiveAfter, Duration groupSignalWithin) {
    /** Short after a single death, since a user is waiting; long on a machine where a process keeps failing. */
    public static final RestartPolicy STANDARD = new RestartPolicy(
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10)), Duration.ofSeconds(30), Duration.ofSeconds(1));

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
