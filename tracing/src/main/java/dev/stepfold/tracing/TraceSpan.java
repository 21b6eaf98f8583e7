package dev.stepfold.tracing;

import dev.stepfold.schemas.codec.Traceparent;
import java.util.function.Supplier;

/** A span that was begun. It is recorded when it is closed. Safe for use by many threads. */
public sealed interface TraceSpan extends AutoCloseable permits NoSpan, RecordedSpan {
    /** What the records carry that it leads to: spans begun with this are its children. */
    Traceparent traceparent();

    /** Gives it another name, once more is known. */
    void rename(String name);

    /** Adds what a person looks for; unlike a metric's tag it may be an id. */
    void set(String attribute, String value);

    /** Adds a number. */
    void set(String attribute, long value);

    /** Marks it as failed. */
    void failed(String why);

    /** Does something on its behalf: spans begun by {@link Tracing#here} within are its children. */
    void run(Runnable work);

    /** Does something on its behalf, as {@link #run} does, and returns what comes of it. */
    <T> T call(Supplier<T> work);

    /** Ends it; ending it again does nothing. */
    @Override
    void close();
}
