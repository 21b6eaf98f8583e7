package dev.stepfold.localstack.supervisor;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * The process that a pid file found at the start stands for. The system reuses pids, so an old file may name another
 * program.
 */
sealed interface FoundProcess {
    /** There is no file, or its process has ended. */
    record Gone() implements FoundProcess {}

    /** A process runs under this pid, but it is not ours, and is not touched. */
    record Stranger(long pid) implements FoundProcess {}

    /** Ours, left over by a supervisor that was killed. */
    record Orphan(long pid) implements FoundProcess {}

    /**
     * Distinguishes the cases.
     *
     * @param pid the pid in the file
     * @param commandLines the command line of a running process, empty if there is none
     * @param mark the argument that only our process has in its command line
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
