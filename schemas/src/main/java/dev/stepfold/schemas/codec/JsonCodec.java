package dev.stepfold.schemas.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.archive.ArchivePlace;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.codec.UnreadableException.Reason;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON values of one type, in UTF-8. A value that was written reads back equal.
 *
 * @param <T> the type
 */
public final class JsonCodec<T> {
    /** Events, as in every topic and every SSE frame. */
    public static final JsonCodec<RecordedEvent> EVENTS = new JsonCodec<>(RecordedEvent.class);

    /** Commands, as in {@code stepfold.commands}. */
    public static final JsonCodec<Command> COMMANDS = new JsonCodec<>(Command.class);

    /** Document states, as in HTTP responses and the projection's store. */
    public static final JsonCodec<DocumentState> STATES =
            new JsonCodec<>(DocumentState.class, ResultReferences::refer, ResultReferences::resolve);

    /** Agents, as a caller sends them. */
    public static final JsonCodec<Agent> AGENTS = new JsonCodec<>(Agent.class);

    /** The options of a run, as a caller sends them; an option that is left out has its default. */
    public static final JsonCodec<RunOptions> OPTIONS = new JsonCodec<>(RunOptions.class);

    /** Archived logs, as in {@code stepfold.document-archive}. */
    public static final JsonCodec<ArchivedLog> ARCHIVED_LOGS = new JsonCodec<>(ArchivedLog.class);

    /** Places of archived logs, as in {@code stepfold.archived-documents}. */
    public static final JsonCodec<ArchivePlace> ARCHIVE_PLACES = new JsonCodec<>(ArchivePlace.class);

    private final Class<T> type;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final UnaryOperator<T> beforeWriting;
    private final UnaryOperator<T> afterReading;

    private JsonCodec(Class<T> type) {
        this(type, UnaryOperator.identity(), UnaryOperator.identity());
    }

    private JsonCodec(Class<T> type, UnaryOperator<T> beforeWriting, UnaryOperator<T> afterReading) {
        this.type = type;
        this.beforeWriting = beforeWriting;
        this.afterReading = afterReading;
        reader = ContractMapper.mapper().readerFor(type);
        writer = ContractMapper.mapper().writerFor(type);
    }

    /** Writes a value. */
    public byte[] encode(T value) {
        try {
            return writer.writeValueAsBytes(beforeWriting.apply(value));
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
        if (!isUtf8(json)) {
            throw new UnreadableException(Reason.NOT_JSON, "not in UTF-8");
        }
        try (JsonParser parser = reader.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableException(Reason.NOT_JSON, "not a JSON object");
            }
            T value = reader.readValue(parser);
            if (parser.nextToken() != null) {
                throw new UnreadableException(Reason.NOT_JSON, "more than one JSON value");
            }
            return afterReading.apply(value);
        } catch (IOException e) {
            throw ReadFailure.translate(e);
        } catch (RuntimeException e) {
            throw new UnreadableException(Reason.INVALID, "not allowed", e);
        }
    }

    /**
     * The parser checks UTF-8, but also accepts UTF-16 and UTF-32. Those begin with a zero byte or a byte order mark.
     */
    private static boolean isUtf8(byte[] json) {
        for (int i = 0; i < Math.min(2, json.length); i++) {
            if (json[i] == 0 || (json[i] & 0xFF) >= 0xFE) {
                return false;
            }
        }
        return true;
    }
}
