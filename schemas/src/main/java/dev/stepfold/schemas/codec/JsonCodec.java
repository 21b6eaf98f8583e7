package dev.stepfold.schemas.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import dev.stepfold.schemas.codec.UnreadableException.Reason;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * JSON values of one type, in UTF-8. What was written reads back equal.
 *
 * @param <T> the type
 */
public final class JsonCodec<T> {
    /** Events, as in every topic and every SSE frame. */
    public static final JsonCodec<RecordedEvent> EVENTS = new JsonCodec<>(RecordedEvent.class);

    /** Commands, as in {@code stepfold.commands}. */
    public static final JsonCodec<Command> COMMANDS = new JsonCodec<>(Command.class);

    /** Document states, as in HTTP answers and the projection's store. */
    public static final JsonCodec<DocumentState> STATES = new JsonCodec<>(DocumentState.class);

    private final Class<T> type;

    private JsonCodec(Class<T> type) {
        this.type = type;
    }

    /** Writes a value. */
    public byte[] encode(T value) {
        try {
            return ContractMapper.mapper().writerFor(type).writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a " + type.getSimpleName() + " could not be written", e);
        }
    }

    /**
     * Reads a value.
     *
     * @throws UnreadableException when {@code json} is missing or is not such a value
     */
    public T decode(byte @Nullable [] json) throws UnreadableException {
        if (json == null) {
            throw new UnreadableException(Reason.NOT_JSON, "no value");
        }
        try {
            @Nullable T value = ContractMapper.mapper().readValue(json, type);
            if (value == null) {
                throw new UnreadableException(Reason.NOT_JSON, "null is not a " + type.getSimpleName());
            }
            return value;
        } catch (StreamReadException e) {
            throw new UnreadableException(Reason.NOT_JSON, ContractMapper.describe(e), e);
        } catch (InvalidTypeIdException | RecordedEventJson.UnknownEventException e) {
            throw new UnreadableException(Reason.UNKNOWN_TYPE, ContractMapper.describe(e), e);
        } catch (IOException e) {
            throw new UnreadableException(
                    e instanceof JsonProcessingException ? Reason.INVALID : Reason.NOT_JSON,
                    ContractMapper.describe(e),
                    e);
        }
    }
}
