package dev.stepfold.tracing;

import dev.stepfold.schemas.codec.Traceparent;
import java.util.function.Supplier;

/**
 * Nothing is recorded.
 *
 * @param traceparent its cause, which is passed on
 */
record NoSpan(Traceparent traceparent) implements TraceSpan {
    @Override
    public void rename(String name) {}

    @Override
    public void set(String attribute, String value) {}

    @Override
    public void set(String attribute, long value) {}

    @Override
    public void failed(String why) {}

    @Override
    public void run(Runnable work) {
        work.run();
    }

    @Override
    public <T> T call(Supplier<T> work) {
        return work.get();
    }

    @Override
    public void close() {}
}
