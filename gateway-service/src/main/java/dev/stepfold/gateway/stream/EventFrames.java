package dev.stepfold.gateway.stream;

import dev.stepfold.gateway.stream.Next.EndReason;
import java.time.Duration;

/** Stepfold's own frames: the resume contract over {@code text/event-stream}. */
public final class EventFrames implements StreamFormat {
    private static final byte[] NOTHING = new byte[0];

    private final Duration retry;

    /** @param retry how long the client is to wait before it connects again */
    public EventFrames(Duration retry) {
        this.retry = retry;
    }

    @Override
    public byte[] opening() {
        return SseEncoder.retry(retry);
    }

    @Override
    public boolean isCutAt(EndReason reason) {
        return reason == EndReason.CLOSED || reason == EndReason.LOG_UNAVAILABLE;
    }

    @Override
    public byte[] write(Next next) {
        return switch (next) {
            case Next.Snapshot(var state) -> SseEncoder.snapshot(state);
            case Next.Event(var frame) -> frame.bytes();
            case Next.Reset(var reason) -> SseEncoder.reset(reason);
            case Next.Expired() -> SseEncoder.expired();
            case Next.Heartbeat() -> SseEncoder.comment("heartbeat");
            case Next.End _ -> NOTHING;
        };
    }
}
