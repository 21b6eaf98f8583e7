package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.documentlog.Chain;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.FakeProjection;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.testkit.SharedBroker;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code GET …/verify} and {@code GET …/head}, over real HTTP and a real broker; each test has a document of its own. */
@Timeout(60)
final class VerifyTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static Gateway gateway;
    private static FakeOrchestrator orchestrator;
    private static FakeProjection projection;

    private final DocumentId document = new DocumentId(UUID.randomUUID().toString());
    private final String path = "/api/documents/" + document;

    @BeforeAll
    static void start() {
        projection = new FakeProjection();
        gateway = new Gateway(
                        BROKER.bootstrapServers(),
                        Map.of("stepfold.projection-url", projection.uri().toString()))
                .awaitReady();
        orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        orchestrator.close();
        gateway.close();
        projection.close();
    }

    @Test
    void matchesWithHashesThatAnAuditorCanRecompute() throws Exception {
        List<DocumentEvent> events = new ArrayList<>(SampleRun.complete());
        events.addAll(19, Collections.nCopies(1_000, SampleRun.processing(StepId.SCHEDULE_GENERATION, "on")));
        List<RecordedEvent> recorded = SampleRun.from(document, 0, events);
        orchestrator.createTopic(document);
        orchestrator.append(recorded);
        projection.holds(DocumentFold.fold(document, recorded));

        JsonNode verification = verify(200);

        assertThat(verification.path("sequence").asLong()).isEqualTo(1_019);
        assertThat(verification.path("matches").asBoolean()).isTrue();
        assertThat(verification.path("logHash").asText())
                .isEqualTo(sha256(gateway.get(path + "/history?to=1019", "Accept", "application/x-ndjson")));
        assertThat(verification.path("stateHash").asText()).isEqualTo(sha256(gateway.get(path + "?at=1019")));
    }

    @Test
    void comparesAtTheProjectionsSequenceAndIgnoresFencedWrites() throws Exception {
        List<RecordedEvent> run = SampleRun.from(document, 0, SampleRun.complete());
        RecordedEvent afterTheFenced = SampleRun.at(document, 3, SampleRun.processing(StepId.first(), "again"));
        orchestrator.createTopic(document);
        orchestrator.append(run.subList(0, 2));
        orchestrator.append(run.subList(1, 2));
        orchestrator.append(List.of(afterTheFenced));
        orchestrator.append(run.subList(4, 9));
        projection.holds(DocumentFold.fold(document, List.of(run.get(0), run.get(1), afterTheFenced)));

        JsonNode verification = verify(200);

        assertThat(verification.path("sequence").asLong()).isEqualTo(3);
        assertThat(verification.path("matches").asBoolean()).isTrue();
    }

    @Test
    void comparesNoStateThatAnEarlierVersionFolded() throws Exception {
        List<RecordedEvent> run = SampleRun.from(document, 0, SampleRun.complete());
        orchestrator.createTopic(document);
        orchestrator.append(run);
        projection.holds(document, JsonCodec.STATES.encode(DocumentFold.fold(document, run)));

        assertThat(verify(503).path("code").asText()).isEqualTo("projection-unavailable");
    }

    @Test
    void noticesAStateThatDiffersFromTheLog() throws Exception {
        List<RecordedEvent> run = SampleRun.from(document, 0, SampleRun.complete());
        orchestrator.createTopic(document);
        orchestrator.append(run);
        List<RecordedEvent> other = new ArrayList<>(run);
        other.set(2, SampleRun.at(document, 2, SampleRun.processing(StepId.first(), "never happened")));
        projection.holds(DocumentFold.fold(document, other));

        JsonNode verification = verify(200);

        assertThat(verification.path("matches").asBoolean(true)).isFalse();
        assertThat(verification.path("stateHash").asText()).isEqualTo(sha256(gateway.get(path + "?at=19")));
    }

    @Test
    void noticesAStateThatIsBeyondTheLog() throws Exception {
        List<RecordedEvent> run = SampleRun.from(document, 0, SampleRun.complete());
        orchestrator.createTopic(document);
        orchestrator.append(run.subList(0, 5));
        projection.holds(DocumentFold.fold(document, run));

        JsonNode verification = verify(200);

        assertThat(verification.path("matches").asBoolean(true)).isFalse();
        assertThat(verification.path("sequence").asLong()).isEqualTo(4);
    }

    @Test
    void asksForARetryIfTheProjectionHasNothingToCompare() throws Exception {
        orchestrator.createTopic(document);
        orchestrator.append(SampleRun.from(document, 0, SampleRun.complete()));
        assertThat(verify(503).path("code").asText()).isEqualTo("projection-unavailable");

        projection.failWith(503);
        try {
            assertThat(verify(503).path("code").asText()).isEqualTo("projection-unavailable");
        } finally {
            projection.failWith(0);
        }
    }

    @Test
    void distinguishesADocumentWithoutEventsFromNoDocument() throws Exception {
        assertThat(verify(404).path("code").asText()).isEqualTo("document-not-found");

        gateway.post("/api/documents", "{\"request\":\"Track\",\"documentId\":\"" + document + "\"}");

        assertThat(verify(200).path("sequence").asLong()).isEqualTo(-1);
        assertThat(verify(200).path("matches").asBoolean()).isTrue();
    }

    @Test
    void provesALogAndFindsTheHeadsThatWereKept() throws Exception {
        List<EncodedEvent> log = linked();
        orchestrator.createTopic(document);
        orchestrator.appendRecords(log.subList(0, 9));
        JsonNode kept = head(200);
        orchestrator.appendRecords(log.subList(9, 20));
        projection.holds(DocumentFold.fold(document, events(log)));

        JsonNode verification = verify(200, "?head=" + kept.path("hash").asText());

        assertThat(kept.path("documentId").asText()).isEqualTo(document.value());
        assertThat(kept.path("sequence").asLong()).isEqualTo(8);
        assertThat(verification.path("matches").asBoolean()).isTrue();
        assertThat(verification.path("containsHead").asBoolean()).isTrue();
        assertThat(verification.has("brokenAt")).isFalse();
        assertThat(verification.path("head").path("sequence").asLong()).isEqualTo(19);
        assertThat(verification.path("head").path("hash")).isEqualTo(head(200).path("hash"));
    }

    @Test
    void noticesAValueThatWasChangedThoughTheProjectionAgreesWithIt() throws Exception {
        List<EncodedEvent> log = new ArrayList<>(linked());
        String kept = Chain.START.then(log).head().hex();
        RecordedEvent other = SampleRun.at(document, 2, SampleRun.processing(StepId.first(), "never happened"));
        log.set(2, new EncodedEvent(other, log.get(2).previous().orElseThrow()));
        orchestrator.createTopic(document);
        orchestrator.appendRecords(log);
        projection.holds(DocumentFold.fold(document, events(log)));

        JsonNode verification = verify(200, "?head=" + kept);

        assertThat(verification.path("matches").asBoolean(true)).isFalse();
        assertThat(verification.path("brokenAt").asLong()).isEqualTo(3);
        assertThat(verification.path("containsHead").asBoolean(true)).isFalse();
    }

    @Test
    void noticesThatTheEndOfALogIsGoneByTheHeadThatWasKept() throws Exception {
        List<EncodedEvent> log = linked();
        orchestrator.createTopic(document);
        orchestrator.appendRecords(log.subList(0, 15));
        projection.holds(DocumentFold.fold(document, events(log.subList(0, 15))));

        JsonNode verification =
                verify(200, "?head=" + Chain.START.then(log).head().hex());

        assertThat(verification.path("matches").asBoolean()).isTrue();
        assertThat(verification.path("containsHead").asBoolean(true)).isFalse();
    }

    @Test
    void countsNeitherFencedWritesNorUnreadableRecordsInTheChain() throws Exception {
        List<EncodedEvent> log = linked();
        List<EncodedEvent> rest = EncodedEvent.linked(
                Chain.START.then(log.subList(0, 3)).head(),
                SampleRun.from(document, 5, List.of(SampleRun.processing(StepId.first(), "again"))));
        orchestrator.createTopic(document);
        orchestrator.appendRecords(log.subList(0, 3));
        orchestrator.appendRecords(log.subList(1, 2));
        orchestrator.appendUnreadable(document);
        orchestrator.appendRecords(rest);
        orchestrator.appendUnreadable(document);
        List<EncodedEvent> counted = new ArrayList<>(log.subList(0, 3));
        counted.addAll(rest);
        projection.holds(DocumentFold.fold(document, events(counted)));

        JsonNode verification = verify(200);

        assertThat(verification.path("matches").asBoolean()).isTrue();
        assertThat(verification.path("head").path("sequence").asLong()).isEqualTo(5);
        assertThat(head(200).path("hash")).isEqualTo(verification.path("head").path("hash"));
    }

    @Test
    void provesAnArchivedLog() throws Exception {
        List<EncodedEvent> log = linked();
        orchestrator.createTopic(document);
        orchestrator.archiveRecords(log);
        projection.holds(DocumentFold.fold(document, events(log)));

        JsonNode verification = verify(200, "?head=" + head(200).path("hash").asText());

        assertThat(verification.path("matches").asBoolean()).isTrue();
        assertThat(verification.path("containsHead").asBoolean()).isTrue();
    }

    @Test
    void noticesAnArchivedLogWithAnEventThatWasSwapped() throws Exception {
        List<EncodedEvent> log = new ArrayList<>(linked());
        RecordedEvent other = SampleRun.at(document, 2, SampleRun.processing(StepId.first(), "never happened"));
        log.set(2, new EncodedEvent(other, ChainHash.START));
        orchestrator.createTopic(document);
        orchestrator.archiveRecords(log);
        projection.holds(DocumentFold.fold(document, events(log)));

        JsonNode verification = verify(200);

        assertThat(verification.path("matches").asBoolean(true)).isFalse();
        assertThat(verification.path("brokenAt").asLong()).isEqualTo(2);
    }

    @Test
    void readsTheHeadOfALogWithoutLinksFromAllItsEvents() throws Exception {
        List<RecordedEvent> run = SampleRun.from(document, 0, SampleRun.complete());
        orchestrator.createTopic(document);
        assertThat(head(200).path("hash").asText()).isEqualTo("0".repeat(64));
        orchestrator.append(run);

        assertThat(head(200).path("sequence").asLong()).isEqualTo(19);
        assertThat(head(200).path("hash").asText())
                .isEqualTo(Chain.START
                        .then(run.stream().map(EncodedEvent::unlinked).toList())
                        .head()
                        .hex());
    }

    @Test
    void knowsTheHeadOfADocumentThatHasNoEventYet() throws Exception {
        assertThat(head(404).path("code").asText()).isEqualTo("document-not-found");

        gateway.post("/api/documents", "{\"request\":\"Track\",\"documentId\":\"" + document + "\"}");

        assertThat(head(200).path("sequence").asLong(0)).isEqualTo(-1);
        assertThat(head(200).path("hash").asText()).isEqualTo("0".repeat(64));
    }

    private List<EncodedEvent> linked() {
        return EncodedEvent.linked(ChainHash.START, SampleRun.from(document, 0, SampleRun.complete()));
    }

    private static List<RecordedEvent> events(List<EncodedEvent> log) {
        return log.stream().map(EncodedEvent::event).toList();
    }

    private JsonNode head(int status) throws Exception {
        return answer(status, "/head");
    }

    private JsonNode verify(int status) throws Exception {
        return verify(status, "");
    }

    private JsonNode verify(int status, String query) throws Exception {
        return answer(status, "/verify" + query);
    }

    private JsonNode answer(int status, String call) throws Exception {
        HttpResponse<String> answer = gateway.get(path + call);
        assertThat(answer.statusCode()).isEqualTo(status);
        return ContractMapper.mapper().readTree(answer.body());
    }

    private static String sha256(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(200);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    }
}
