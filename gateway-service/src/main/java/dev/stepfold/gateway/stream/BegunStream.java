package dev.stepfold.gateway.stream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A stream whose first answer was taken to see how it begins. */
public final class BegunStream implements StreamSource {
    private final StreamSource stream;
    private @Nullable Next first;

    /** @param first what {@code stream} returned so far */
    public BegunStream(Next first, StreamSource stream) {
        this.first = first;
        this.stream = stream;
    }

    @Override
    public Next next() {
        Next taken = take();
        return taken == null ? stream.next() : taken;
    }

    @Override
    public Next next(Duration patience) {
        Next taken = take();
        return taken == null ? stream.next(patience) : taken;
    }

    private @Nullable Next take() {
        Next taken = first;
        first = null;
        return taken;
    }

    @Override
    public void close() {
        stream.close();
    }
}
