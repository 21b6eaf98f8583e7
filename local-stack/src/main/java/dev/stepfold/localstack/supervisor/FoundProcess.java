package dev.stepfold.localstack.supervisor;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * What a pid file that was found at the start stands for. Pids are used again by the system, so a file of an earlier day
 * may name a stranger.
 */
sealed interface FoundProcess {
    /** There is no file, or its process has ended. */
    record Gone() implements FoundProcess {}

    /** A process runs under this pid, but it is not ours, and is left alone. */
    record Stranger(long pid) implements FoundProcess {}

    /** Ours, left over by a supervisor that was killed. */
    record Orphan(long pid) implements FoundProcess {}

    /**
     * Tells them apart.
     *
     * @param pid what the file says
     * @param commandLines the command line of a running process, empty where there is none
     * @param mark what only our process has in its command line
     */
    static FoundProcess of(OptionalLong pid, LongFunction<Optional<String>> commandLines, ProcessMark mark) {
        if (pid.isEmpty()) {
            return new Gone();
        }
        return commandLines
                .apply(pid.getAsLong())
                .<FoundProcess>map(
                        line -> mark.isIn(line) ? new Orphan(pid.getAsLong()) : new Stranger(pid.getAsLong()))
                .orElseGet(Gone::new);
    }
}
