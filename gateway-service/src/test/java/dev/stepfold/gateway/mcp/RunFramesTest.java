package dev.stepfold.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.Next.EndReason;
import dev.stepfold.gateway.stream.ResetReason;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RunFramesTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final Duration RETRY = Duration.ofMillis(1234);
    private static final Following CALL = following(SampleRun.RUN, SampleRun.COMMAND, false);
    private static final List<RecordedEvent> RUN = SampleRun.from(DOCUMENT, 0, SampleRun.complete());

    /** One event of the stream: its id, and its message if it has one. */
    private record Sent(Optional<String> id, Optional<JsonNode> message) {}

    @Test
    void tellsTheProgressOfARunInOrderAndThenItsResult() {
        List<Sent> sent = send(frames(CALL, -1), RUN);

        List<JsonNode> messages = messages(sent);
        assertThat(messages.subList(0, messages.size() - 1))
                .allSatisfy(
                        message -> assertThat(message.path("method").asText()).isEqualTo("notifications/progress"))
                .extracting(message -> message.at("/params/progress").asInt())
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
        assertThat(messages.getFirst().at("/params/progressToken").asText()).isEqualTo("token");
        assertThat(messages.get(1).at("/params/message").asText()).isEqualTo("Working");
        assertThat(messages.get(2).at("/params/message").asText()).isEqualTo("Done: 1 thing");
        JsonNode answer = messages.getLast();
        assertThat(answer.path("id").asInt()).isEqualTo(7);
        assertThat(answer.at("/result/at").asInt()).isEqualTo(19);
        assertThat(sent.getLast().id()).isEmpty();
    }

    @Test
    void goesOnAfterEveryEventIdAsIfNothingHadHappened() {
        List<Sent> sent = send(frames(CALL, -1), RUN);

        for (int i = 0; i < sent.size() - 1; i++) {
            Following.Place place = Following.parse(sent.get(i).id().orElseThrow());
            List<RecordedEvent> rest = RUN.stream()
                    .filter(event -> event.sequence() > place.sequence())
                    .toList();
            List<Sent> resumed = send(frames(place.following(), place.sequence()), rest);
            assertThat(resumed.getFirst().id()).isEqualTo(sent.get(i).id());
            assertThat(resumed.subList(1, resumed.size())).isEqualTo(sent.subList(i + 1, sent.size()));
        }
    }

    @Test
    void tellsNoProgressUnlessItIsWantedAndPrimesOnlyWhoUnderstands() {
        Following silent =
                new Following(IntNode.valueOf(7), missing(), DOCUMENT, SampleRun.RUN, SampleRun.COMMAND, -1, false);

        assertThat(messages(send(frames(silent, -1), RUN))).hasSize(1);
        RunFrames old = new RunFrames(new Following.Place(CALL, -1), false, RETRY, RunFramesTest::at);
        assertThat(text(old.opening())).isEqualTo(": begins\n\n");
    }

    @Test
    void takesNoEndForItsOwnBeforeItsCommandIsAnswered() {
        // A retry that was requested while the gateway did not know of the failure yet.
        CommandId retry = new CommandId("retry");
        Following call = following(SampleRun.RUN, retry, false);
        List<RecordedEvent> events = SampleRun.from(
                DOCUMENT,
                5,
                List.of(
                        SampleRun.failedAt(StepId.first(), true),
                        new AgentRun.Resumed(retry),
                        SampleRun.processing(StepId.first(), "Once more"),
                        SampleRun.completed()));

        List<JsonNode> messages = messages(send(frames(call, 4), events));

        assertThat(messages).hasSize(3);
        assertThat(messages.getLast().at("/result/at").asInt()).isEqualTo(8);
    }

    @Test
    void passesOverOtherRuns() {
        List<RecordedEvent> others = RUN.stream()
                .map(event -> new RecordedEvent(
                        DOCUMENT, new RunId("other"), event.sequence(), event.timestamp(), event.event()))
                .toList();
        Following answered = CALL.answered();

        assertThat(messages(send(frames(answered, -1), others))).isEmpty();
    }

    @Test
    void answersARefusalWithItsCode() {
        List<JsonNode> messages = messages(send(
                frames(CALL, 4),
                SampleRun.from(
                        DOCUMENT,
                        5,
                        List.of(
                                new CommandRejected(new CommandId("another"), RejectionCode.RUN_ACTIVE, "no"),
                                new CommandRejected(SampleRun.COMMAND, RejectionCode.RUN_ACTIVE, "A run is active")))));

        assertIsError(messages, "run-active: A run is active.");
    }

    @Test
    void aPausedRunAnswersACallButNotATask() {
        List<DocumentEvent> events = List.of(
                SampleRun.started(),
                new AgentRun.Paused(new CommandId("pause")),
                new AgentRun.Resumed(new CommandId("resume")),
                SampleRun.completed());
        List<RecordedEvent> run = SampleRun.from(DOCUMENT, 0, events);

        assertThat(messages(send(frames(CALL, -1), run))
                        .getLast()
                        .at("/result/at")
                        .asInt())
                .isEqualTo(1);
        Following task = following(SampleRun.RUN, SampleRun.COMMAND, true);
        assertThat(messages(send(frames(task, -1), run))
                        .getLast()
                        .at("/result/at")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void saysWhenTheDocumentIsNoLongerTheSame() {
        for (ResetReason reason : ResetReason.values()) {
            RunFrames frames = frames(CALL, 3);
            assertIsError(
                    messages(parse(text(frames.write(new Next.Reset(reason))))),
                    reason.code() + ": " + reason.message());
            assertThat(frames.isOver()).isTrue();
            assertThat(frames.write(new Next.End(EndReason.ERASED))).isEmpty();
        }
    }

    @Test
    void sendsTheClientBackWhenTheStreamEndsBeforeTheRun() {
        List<Next> ends = List.of(
                new Next.Snapshot(DocumentState.initial(DOCUMENT)),
                new Next.Expired(),
                new Next.End(EndReason.CLOSED),
                new Next.End(EndReason.LOG_UNAVAILABLE));
        for (Next end : ends) {
            RunFrames frames = frames(CALL, 3);
            assertThat(text(frames.write(end))).isEqualTo("retry: 1234\n\n");
            assertThat(frames.isOver()).isTrue();
        }
    }

    @Test
    void sendsTheClientBackWhenTheResultCannotBeRead() {
        RunFrames frames = new RunFrames(new Following.Place(CALL.answered(), 18), true, RETRY, (_, _) -> {
            throw new LogUnavailableException("away", new IllegalStateException());
        });

        assertThat(text(frames.write(new Next.Event(EventFrame.of(RUN.getLast())))))
                .isEqualTo("retry: 1234\n\n");
        assertThat(frames.isOver()).isTrue();
    }

    private static Following following(RunId run, CommandId command, boolean task) {
        return new Following(IntNode.valueOf(7), TextNode.valueOf("token"), DOCUMENT, run, command, -1, task);
    }

    private static JsonNode missing() {
        return MissingNode.getInstance();
    }

    private static RunFrames frames(Following following, long at) {
        return new RunFrames(new Following.Place(following, at), true, RETRY, RunFramesTest::at);
    }

    private static ObjectNode at(Following following, long sequence) {
        return ContractMapper.mapper().createObjectNode().put("at", sequence);
    }

    private static void assertIsError(List<JsonNode> messages, String text) {
        assertThat(messages).hasSize(1);
        assertThat(messages.getFirst().at("/result/isError").asBoolean()).isTrue();
        assertThat(messages.getFirst().at("/result/content/0/text").asText()).isEqualTo(text);
    }

    private static List<Sent> send(RunFrames frames, List<RecordedEvent> events) {
        StringBuilder text = new StringBuilder(text(frames.opening()));
        for (RecordedEvent event : events) {
            if (!frames.isOver()) {
                text.append(text(frames.write(new Next.Event(EventFrame.of(event)))));
            }
        }
        return parse(text.toString());
    }

    private static List<Sent> parse(String stream) {
        List<Sent> sent = new ArrayList<>();
        for (String frame : stream.split("\n\n", -1)) {
            Optional<String> id = Optional.empty();
            Optional<JsonNode> message = Optional.empty();
            for (String line : frame.split("\n", -1)) {
                if (line.startsWith("id: ")) {
                    id = Optional.of(line.substring(4));
                } else if (line.startsWith("data: ") && !line.equals("data: ")) {
                    message = Optional.of(json(line.substring(6)));
                }
            }
            if (id.isPresent() || message.isPresent()) {
                sent.add(new Sent(id, message));
            }
        }
        return sent;
    }

    private static List<JsonNode> messages(List<Sent> sent) {
        return sent.stream().flatMap(one -> one.message().stream()).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) {
        try {
            return ContractMapper.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
