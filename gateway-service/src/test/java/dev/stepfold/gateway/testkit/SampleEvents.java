package dev.stepfold.gateway.testkit;

import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.DocumentEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The contract's example events. */
public final class SampleEvents {
    private static final Path EXAMPLES = Path.of("../schemas/src/test/resources/examples/event/valid");

    private SampleEvents() {}

    /** At least one event of every type. */
    public static List<DocumentEvent> ofEveryType() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.sorted().map(SampleEvents::read).toList();
        }
    }

    private static DocumentEvent read(Path file) {
        try {
            return JsonCodec.EVENTS.decode(Files.readAllBytes(file)).event();
        } catch (IOException | UnreadableException e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
