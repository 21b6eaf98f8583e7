package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.Flush;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a row measures with.
 *
 * @param root the folder of the project
 * @param waiting bounds all waiting of the session
 * @param log for what happens meanwhile
 */
record Session(Path root, Options options, Results results, Waiting waiting, PrintStream log, Stacks stacks) {
    private static final Duration QUICKLY = Duration.ofMillis(250);

    /** Uses a stack; with fresh data, unless rows only are tried one after the other. */
    interface Stacks {
        void with(Session session, WholeStack.Steps steps, Flush flush, Use use)
                throws IOException, InterruptedException;
    }

    /** What is done with a stack. */
    interface Use {
        void of(WholeStack stack) throws IOException, InterruptedException;
    }

    /** Each time a fresh stack. */
    static void withFresh(Session session, WholeStack.Steps steps, Flush flush, Use use)
            throws IOException, InterruptedException {
        try (WholeStack stack = WholeStack.start(session.root, steps, flush, session.waiting)) {
            use.of(stack);
        }
    }

    /** Uses a running stack with fresh data. */
    void withStack(WholeStack.Steps steps, Use use) throws IOException, InterruptedException {
        withStack(steps, Flush.EVERY_APPEND, use);
    }

    /** Uses a running stack with fresh data and another flush than {@code ./run} has. */
    void withStack(WholeStack.Steps steps, Flush flush, Use use) throws IOException, InterruptedException {
        stacks.with(this, steps, flush, use);
    }

    /** A count: the usual one, or with {@code --quick} the other. */
    int count(int usual, int quickly) {
        return options.count(usual, quickly);
    }

    /** Seconds: the usual ones, or with {@code --quick} a quarter of one. */
    Duration seconds(int usual) {
        return options.quick() ? QUICKLY : Duration.ofSeconds(usual);
    }

    /** Whether the caller did not leave it out. */
    boolean isWanted(String subject) {
        return !options.without().contains(subject);
    }

    void add(String subject, String quantity, double value) {
        results.add(new Quantity(subject, quantity), value);
        log.printf("  %s: %s %.4g%n", subject, quantity, value);
    }
}
