package dev.stepfold.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A command that measures one or more rows of the table of performance. */
interface Row {
    /** The command. */
    String name();

    /** One line for people. */
    String what();

    /** The longest time that one repeat may take. */
    Duration limit();

    /** Measures everything once. Those that are compared take turns within a repeat. */
    void repeat(Session session) throws IOException, InterruptedException;

    /** What the figures are compared with. */
    List<Target> targets();
}
