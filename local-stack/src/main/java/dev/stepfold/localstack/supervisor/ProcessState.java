package dev.stepfold.localstack.supervisor;

import java.time.Duration;

/** What a supervised process is doing; each change is one line on the console. */
sealed interface ProcessState {
    /** Not started yet: a process that it needs is not ready. */
    record Waiting() implements ProcessState {}

    /** Running, its health check has not passed yet. */
    record Starting(long pid) implements ProcessState {}

    /** Running and healthy, this long after its start. */
    record Ready(Duration after) implements ProcessState {}

    /** Running, but its health check no longer passes. It is left to recover by itself: it may be waiting for another one. */
    record Unwell() implements ProcessState {}

    /** Dead, or not startable; restarted after the wait. */
    record Resting(String why, Duration pause) implements ProcessState {}

    /** Stopped because the supervisor stops. */
    record Stopped(Duration took, boolean killed) implements ProcessState {}

    /** The line that reports the change to this state. */
    default String line() {
        return switch (this) {
            case Waiting _ -> "waiting";
            case Starting(long pid) -> "starting, pid " + pid;
            case Ready(Duration after) -> "ready in " + Console.seconds(after);
            case Unwell _ -> "running, but not healthy";
            case Resting(String why, Duration pause) -> why + ", restarting in " + Console.seconds(pause);
            case Stopped(Duration took, boolean killed)
            when killed ->
                "did not stop within " + Console.seconds(StopPolicy.GRACE) + " and was killed, after "
                        + Console.seconds(took);
            case Stopped(Duration took, boolean _) -> "stopped in " + Console.seconds(took);
        };
    }
}
