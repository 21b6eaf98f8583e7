package dev.stepfold.localstack.supervisor;

/** Asks a process whether it does its work now. */
@FunctionalInterface
public interface HealthCheck {
    /** True where it answered well. Returns within a few seconds, and never throws because the process does not answer. */
    boolean passes();
}
