package dev.stepfold.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.UnreadableException.Reason;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
    private static final String PLACE =
            "\"documentId\":\"d\",\"runId\":\"r\",\"sequence\":7,\"timestamp\":\"2026-11-22T08:00:00.123Z\"";
    private static final String PAUSED =
            "{\"type\":\"agent-run\",\"status\":\"paused\"," + PLACE + ",\"commandId\":\"c\"}";
    private static final String ARCHIVE =
            "{\"type\":\"archive\",\"documentId\":\"d\",\"commandId\":\"c\",\"owner\":\"local\",\"issuedAt\":\"2026-11-22T08:00:00Z\"}";

    @Test
    void writesAnEventAsOneFlatObject() {
        assertThat(text(JsonCodec.EVENTS.encode(event(new AgentRun.Paused(new CommandId("c"))))))
                .isEqualTo(PAUSED);
    }

    @Test
    void writesDurationsInMillisecondsAndLeavesOutWhatHasNoValue() {
        var completed = new AgentRun.Completed(Duration.ofSeconds(15), null, List.of());

        assertThat(text(JsonCodec.EVENTS.encode(event(completed))))
                .isEqualTo("{\"type\":\"agent-run\",\"status\":\"completed\"," + PLACE
                        + ",\"durationMs\":15000,\"insights\":[]}");
    }

    @Test
    void writesWireNamesForEnumsAsValuesAndAsKeys() {
        var skipped = new AgentStep.Skipped(StepId.SCHEDULE_GENERATION, "Nothing recurs.");

        assertThat(text(JsonCodec.EVENTS.encode(event(skipped)))).contains("\"step\":\"schedule-generation\"");
        assertThat(text(JsonCodec.STATES.encode(DocumentState.initial(new DocumentId("d")))))
                .contains("\"stepProgress\":{\"prompt-understanding\":\"pending\",");
    }

    @Test
    void writesTheNullsOfAStateAndNothingThatIsComputed() {
        assertThat(text(JsonCodec.STATES.encode(DocumentState.initial(new DocumentId("d")))))
                .contains("\"owner\":null", "\"agent\":null", "\"error\":null")
                .doesNotContain("exists", "progressOf");
    }

    @Test
    void writesTheTypeOfACommandOnce() {
        var archive = new Command.Archive(
                new DocumentId("d"), new CommandId("c"), Owner.LOCAL, Instant.parse("2026-11-22T08:00:00Z"));

        assertThat(text(JsonCodec.COMMANDS.encode(archive))).isEqualTo(ARCHIVE);
    }

    @Test
    void givesOptionsThatAreLeftOutTheirDefaults() throws Exception {
        assertThat(JsonCodec.OPTIONS.decode(bytes("{}"))).isEqualTo(RunOptions.DEFAULT);
        assertThat(JsonCodec.OPTIONS
                        .decode(bytes("{\"retryPolicy\":{\"maxAttempts\":2}}"))
                        .retryPolicy())
                .satisfies(policy -> assertThat(policy.maxAttempts()).isEqualTo(2))
                .satisfies(policy -> assertThat(policy.maxBackoff()).isEqualTo(Duration.ofSeconds(30)));
    }

    @Test
    void passesOverFieldsThatItDoesNotKnow() throws Exception {
        RecordedEvent read =
                JsonCodec.EVENTS.decode(bytes(PAUSED.replace("\"commandId\"", "\"new\":[1],\"commandId\"")));

        assertThat(read).isEqualTo(event(new AgentRun.Paused(new CommandId("c"))));
    }

    @Test
    void refusesTheValueOfATombstone() {
        assertThat(refusal(JsonCodec.EVENTS, null)).hasMessage("no value");
        assertThat(refusal(JsonCodec.EVENTS, null).reason()).isEqualTo(Reason.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "null", "true", "5", "\"x\"", "[]", "[{}]", "not json", "{", "{\"type\":}", "{\"a\":1,}"
            })
    void refusesWhatIsNotOneJsonObject(String value) {
        for (JsonCodec<?> codec : List.of(JsonCodec.EVENTS, JsonCodec.COMMANDS, JsonCodec.STATES, JsonCodec.OPTIONS)) {
            assertThat(refusal(codec, bytes(value)).reason()).isEqualTo(Reason.NOT_JSON);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "{}", "x", "}"})
    void refusesWhatFollowsTheValue(String rest) {
        assertThat(refusal(JsonCodec.EVENTS, bytes(PAUSED + rest)).reason()).isEqualTo(Reason.NOT_JSON);
        assertThat(refusal(JsonCodec.COMMANDS, bytes(ARCHIVE + rest)).reason()).isEqualTo(Reason.NOT_JSON);
    }

    @Test
    void refusesAFieldThatIsThereTwice() {
        String twice = "\"commandId\":\"c\",\"commandId\":\"c\"";

        assertThat(refusal(JsonCodec.EVENTS, bytes(PAUSED.replace("\"commandId\":\"c\"", twice)))
                        .reason())
                .isEqualTo(Reason.NOT_JSON);
        assertThat(refusal(JsonCodec.COMMANDS, bytes(ARCHIVE.replace("\"commandId\":\"c\"", twice)))
                        .reason())
                .isEqualTo(Reason.NOT_JSON);
    }

    @Test
    void refusesBrokenJsonDeepInsideACommandAsNotJson() {
        String broken = "{\"type\":\"start-run\",\"options\":{\"retryPolicy\":{]}}";

        assertThat(refusal(JsonCodec.COMMANDS, bytes(broken)).reason()).isEqualTo(Reason.NOT_JSON);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] broken = bytes(PAUSED);
        broken[PAUSED.indexOf("\"c\"") + 1] = (byte) 0xC3;

        assertThat(refusal(JsonCodec.EVENTS, broken).reason()).isEqualTo(Reason.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void refusesOtherEncodings(String encoding) {
        assertThat(refusal(JsonCodec.EVENTS, PAUSED.getBytes(Charset.forName(encoding)))
                        .reason())
                .isEqualTo(Reason.NOT_JSON);
    }

    @Test
    void tellsAnUnknownTypeFromAKnownOneWithWrongData() {
        assertThat(refusal(JsonCodec.EVENTS, bytes(PAUSED.replace("agent-run", "agent-dance")))
                        .reason())
                .isEqualTo(Reason.UNKNOWN_TYPE);
        assertThat(refusal(JsonCodec.EVENTS, bytes(PAUSED.replace("paused", "skipped")))
                        .reason())
                .isEqualTo(Reason.UNKNOWN_TYPE);
        assertThat(refusal(JsonCodec.COMMANDS, bytes(ARCHIVE.replace("archive", "explode")))
                        .reason())
                .isEqualTo(Reason.UNKNOWN_TYPE);
        assertThat(refusal(JsonCodec.EVENTS, bytes(PAUSED.replace("commandId", "other")))
                        .reason())
                .isEqualTo(Reason.INVALID);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"type\":\"agent-run\", | | /type: must be a string",
                "\"type\":\"agent-run\" | \"type\":1 | /type: must be a string",
                "\"sequence\":7, | | /sequence: must be a whole number",
                "\"sequence\":7 | \"sequence\":\"7\" | /sequence: must be a whole number",
                "\"sequence\":7 | \"sequence\":7.5 | /sequence: must be a whole number",
                "\"sequence\":7 | \"sequence\":null | /sequence: must not be null",
                "\"sequence\":7 | \"sequence\":-1 | sequence must be at least 0",
                "\"sequence\":7 | \"sequence\":99999999999999999999 | /sequence: must be a smaller number",
                "\"runId\":\"r\" | \"runId\":5 | /runId: must be a string",
                "\"runId\":\"r\" | \"runId\":null | /runId: must not be null",
                "\"runId\":\"r\" | \"runId\":\"a b\" | /runId: runId must match [A-Za-z0-9_-]{1,64}",
                "08:00 | 25:00 | /timestamp: must be a date and time in UTC (RFC 3339, ending in Z)",
            })
    void namesTheFieldAndWhatIsWrongWithIt(String from, @Nullable String to, String message) {
        UnreadableException refusal = refusal(JsonCodec.EVENTS, bytes(PAUSED.replace(from, to == null ? "" : to)));

        assertThat(refusal).hasMessage(message);
        assertThat(refusal.reason()).isEqualTo(Reason.INVALID);
    }

    @Test
    void keepsTheValueOutOfTheMessage() {
        for (String value : List.of("\"secret\"", "[\"secret\"]", "{\"secret\":\"secret\"}")) {
            String json = ARCHIVE.replace("\"2026-11-22T08:00:00Z\"", value);
            assertThat(refusal(JsonCodec.COMMANDS, bytes(json)).getMessage()).doesNotContain("secret", "dev.stepfold");
        }
        assertThat(refusal(JsonCodec.COMMANDS, bytes(ARCHIVE.replace("archive", "secret")))
                        .getMessage())
                .doesNotContain("secret", "dev.stepfold");
    }

    @Test
    void refusesNestingWithoutEnd() {
        String deep = PAUSED.replace("\"c\"}", "\"c\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");

        assertThat(refusal(JsonCodec.EVENTS, bytes(deep)).reason()).isEqualTo(Reason.INVALID);
    }

    @Test
    void keepsTextThatIsNotValidUnicodeAsItIs() throws Exception {
        var skipped = event(new AgentStep.Skipped(StepId.SCHEDULE_GENERATION, "half a pair: \ud800"));

        assertThat(JsonCodec.EVENTS.decode(JsonCodec.EVENTS.encode(skipped))).isEqualTo(skipped);
    }

    private static RecordedEvent event(DocumentEvent event) {
        return new RecordedEvent(
                new DocumentId("d"), new RunId("r"), 7, Instant.parse("2026-11-22T08:00:00.123456Z"), event);
    }

    private static UnreadableException refusal(JsonCodec<?> codec, byte @Nullable [] json) {
        return catchThrowableOfType(UnreadableException.class, () -> codec.decode(json));
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
