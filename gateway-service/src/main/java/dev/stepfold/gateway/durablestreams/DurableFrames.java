package dev.stepfold.gateway.durablestreams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.SseEncoder;
import dev.stepfold.gateway.stream.StreamFormat;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The live mode {@code sse}: each event as {@code data}, followed by a {@code control} with the offset after it. The last of those
 * that there are now says that the client is up to date; so an event waits until it is known whether another one is there.
 */
public final class DurableFrames implements StreamFormat {
    private static final byte[] NOTHING = new byte[0];

    private final Supplier<String> cursors;
    private final Next first;
    private StreamOffset position;
    private @Nullable EventFrame held;
    private boolean upToDate;
    private boolean over;

    /**
     * @param from where the client begins
     * @param first what the stream began with: it was taken to see whether the stream can be read from there
     * @param cursors gives the cursor of each control
     */
    public DurableFrames(StreamOffset from, Next first, Supplier<String> cursors) {
        this.position = from;
        this.first = first;
        this.cursors = cursors;
    }

    @Override
    public byte[] opening() {
        return write(first);
    }

    @Override
    public boolean isImpatient() {
        return !upToDate;
    }

    @Override
    public byte[] write(Next next) {
        if (over) {
            return NOTHING;
        }
        return switch (next) {
            case Next.Event(EventFrame frame) -> {
                byte[] before = held == null ? NOTHING : frames();
                held = frame;
                upToDate = false;
                yield before;
            }
            case Next.Heartbeat _ -> {
                if (upToDate) {
                    yield SseEncoder.comment("heartbeat");
                }
                upToDate = true;
                yield frames();
            }
            case Next.Snapshot _, Next.Reset _, Next.Expired _, Next.End _ -> {
                byte[] last = held == null ? NOTHING : frames();
                over = true;
                yield last;
            }
        };
    }

    /** Events cannot be left out in this protocol: the client connects again at its offset, and reads them from the log. */
    @Override
    public boolean isOver() {
        return over;
    }

    private byte[] frames() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        EventFrame frame = held;
        if (frame != null) {
            frames.writeBytes(bytes("event: data\ndata:["));
            frames.writeBytes(frame.value());
            frames.writeBytes(bytes("]\n\n"));
            position = StreamOffset.after(frame.sequence());
            held = null;
        }
        ObjectNode control = ContractMapper.mapper()
                .createObjectNode()
                .put("streamNextOffset", position.toString())
                .put("streamCursor", cursors.get());
        if (upToDate) {
            control.put("upToDate", true);
        }
        frames.writeBytes(bytes("event: control\ndata:" + control + "\n\n"));
        return frames.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
