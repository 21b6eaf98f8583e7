package dev.stepfold.localstack.supervisor;

/** Checks whether a process is working. */
@FunctionalInterface
public interface HealthCheck {
    /** True if it answered well. Returns within a few seconds, and never throws because the process does not answer. */
    boolean passes();
}
