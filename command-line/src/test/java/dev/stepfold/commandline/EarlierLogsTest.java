package dev.stepfold.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logs that earlier versions wrote, each with the state that its version served for it: this version reads every record, and
 * folds them to a state with the same content. It may have more fields. The folders are named by the day of the version; {@code
 * docs/upgrades.md} says how one is added.
 */
class EarlierLogsTest {
    private static final Path LOGS = Path.of("src", "test", "resources", "earlier-logs");
    private static final String LOG = ".log.gz";
    private static final String STATE = ".state.json.gz";

    static List<Path> logs() throws IOException {
        try (Stream<Path> files = Files.walk(LOGS)) {
            return files.filter(file -> file.toString().endsWith(LOG)).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("logs")
    void foldsToTheStateThatItsVersionServed(Path log) throws Exception {
        JsonNode served = ContractMapper.mapper().readTree(unzipped(sibling(log)));

        List<EncodedEvent> events = events(log, served);

        assertLinked(events);
        assertContains(ContractMapper.mapper().readTree(folded(events)), served, log + ":");
    }

    /** Otherwise projections would keep what another fold made. Raise the version, and put its new line here. */
    @Test
    void foldToTheSameStatesAsLongAsTheVersionOfTheFoldIsTheSame() throws Exception {
        MessageDigest states = MessageDigest.getInstance("SHA-256");
        for (Path log : logs()) {
            JsonNode served = ContractMapper.mapper().readTree(unzipped(sibling(log)));
            states.update(folded(events(log, served)));
        }

        assertThat(DocumentFold.VERSION + " " + HexFormat.of().formatHex(states.digest()))
                .isEqualTo("1 21aa07a9d5b687a41d526e0507901f16bdd002cd8b037494951240ef0d1b827b");
    }

    private static List<EncodedEvent> events(Path log, JsonNode served) throws Exception {
        DocumentId documentId = new DocumentId(served.get("documentId").asText());
        List<EncodedEvent> events = new ArrayList<>();
        int records = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(unzipped(log), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine(), records++) {
                LoggedRecord.parse(line).counted(documentId).ifPresent(events::add);
            }
        }
        assertThat(events).hasSize(records);
        return events;
    }

    private static byte[] folded(List<EncodedEvent> events) {
        DocumentState folded = DocumentFold.fold(
                events.getFirst().event().documentId(),
                events.stream().map(EncodedEvent::event).toList());
        return JsonCodec.STATES.encode(folded);
    }

    @Test
    void thereIsALogOfEveryOutcome() throws Exception {
        List<String> outcomes = new ArrayList<>();
        for (Path log : logs()) {
            outcomes.add(ContractMapper.mapper()
                    .readTree(unzipped(sibling(log)))
                    .get("status")
                    .asText());
        }

        assertThat(outcomes).contains("completed", "failed", "cancelled", "paused");
    }

    private static void assertLinked(List<EncodedEvent> events) {
        ChainHash head = ChainHash.START;
        for (EncodedEvent event : events) {
            assertThat(event.previous()).contains(head);
            head = event.hashAfter(head);
        }
    }

    /** Everything that was served is there, and nothing is another; what is new may be there as well. */
    private static void assertContains(JsonNode now, JsonNode served, String where) {
        if (served.isObject()) {
            served.properties()
                    .forEach(field ->
                            assertContains(now.path(field.getKey()), field.getValue(), where + "/" + field.getKey()));
        } else if (served.isArray()) {
            assertThat(now.size()).as(where).isEqualTo(served.size());
            for (int i = 0; i < served.size(); i++) {
                assertContains(now.path(i), served.get(i), where + "/" + i);
            }
        } else if (!served.isNull() || !now.isMissingNode()) {
            assertThat(now).as(where).isEqualTo(served);
        }
    }

    private static Path sibling(Path log) {
        return log.resolveSibling(
                Objects.requireNonNull(log.getFileName()).toString().replace(LOG, STATE));
    }

    private static InputStream unzipped(Path file) throws IOException {
        return new GZIPInputStream(Files.newInputStream(file));
    }
}
