package dev.stepfold.localstack.supervisor;

/** The result of waiting for all processes to be ready. */
public sealed interface Readiness {
    /** Every health check has passed. */
    record AllReady() implements Readiness {}

    /**
     * Time ran out first.
     *
     * @param name the first process, in the order of start, that is not ready
     * @param log its output
     */
    record NotReady(ProcessName name, LogFile log) implements Readiness {}

    /** The supervisor was stopped meanwhile. */
    record StoppedMeanwhile() implements Readiness {}
}
