package dev.stepfold.schemas.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.stepfold.schemas.state.StateOutline;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The outline of a state as an HTTP header beside the state: JSON in ASCII, which is all that RFC 9110 lets a header hold. */
public final class OutlineHeader {
    /** The name of the header. */
    public static final String NAME = "Stepfold-State";

    private static final ObjectReader READER = ContractMapper.mapper().readerFor(StateOutline.class);
    private static final ObjectWriter WRITER =
            ContractMapper.mapper().writerFor(StateOutline.class).with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private OutlineHeader() {}

    /** The header's value. */
    public static String write(StateOutline outline) {
        try {
            return WRITER.writeValueAsString(outline);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an outline could not be written", e);
        }
    }

    /** What a header's value says; empty if the header is missing or cannot be read. */
    public static Optional<StateOutline> read(@Nullable String value) {
        try {
            return value == null ? Optional.empty() : Optional.of(READER.readValue(value));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }
}
