package dev.stepfold.benchmarks;

/** A peer cannot run on this machine. Its cells stay empty. */
final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnavailableException(String message) {
        super(message);
    }
}
