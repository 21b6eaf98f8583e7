package dev.stepfold.agentexport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.agentexport.ClockRule.Repeated;
import dev.stepfold.agentexport.ClockRule.Skipped;
import dev.stepfold.schemas.agent.Recurrence;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.testkit.clients.NodeScript;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What libraries of JavaScript read: that of the page among them, and one of recurrence rules. */
@Timeout(240)
class FiresTheSameInNodeTest {
    private static final ClockRule RFC_5545 = new ClockRule(Skipped.LATER, Repeated.FIRST);
    private static final Duration HOURS = Duration.ofHours(2);
    private static final int HOURS_MINUTES = 240;
    private static final int FEW = 12;

    private static NodeScript script;

    @BeforeAll
    static void start() {
        script = NodeScript.start("schedules", "firings.mjs");
    }

    @AfterAll
    static void stop() {
        if (script != null) {
            script.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York"})
    void asThePageReadsIt(String zone) {
        Comparison comparison = Comparison.withoutChanges(zone);
        for (String cron : Crons.all()) {
            comparison.add(cron, List.of(cron), reading("croner"));
        }
        comparison.assertNothingDiffers();
    }

    @Test
    void asCronParserReadsIt() {
        Comparison comparison = Comparison.ofTheFirst(FEW, "Europe/Berlin");
        for (String cron : Crons.all()) {
            comparison.add(cron, List.of(cron), reading("cron-parser"));
        }
        comparison.assertNothingDiffers();
    }

    @Test
    void asCronReadsTheCrontab() {
        Comparison comparison = Comparison.ofTheFirst(FEW, "Europe/Berlin");
        for (String cron : Crons.all()) {
            comparison.add(
                    cron,
                    WrittenJob.ofCrontab(Crons.written(ExportFormat.CRON, cron, "Europe/Berlin")),
                    (job, zone, window) -> firings("cron", job.fields(), zone, window).stream()
                            .filter(time -> Guards.allow(
                                    job.command(), time.atZone(zone).toLocalDate()))
                            .toList());
        }
        comparison.assertNothingDiffers();
    }

    /** The library knows no time zones: it gives local times, which are read here as RFC 5545, 3.3.5, says. */
    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York"})
    void asTheRecurrence(String zone) {
        Comparison comparison = Comparison.with(RFC_5545, zone);
        for (String cron : Crons.all()) {
            comparison.add(cron, Recurrence.of(Crons.read(cron)).rules(), FiresTheSameInNodeTest::recurrence);
        }
        comparison.assertNothingDiffers();
    }

    private static List<Instant> recurrence(String rule, ZoneId zone, Window window) {
        // What is put off by an hour is behind what it is put off to.
        Window local = new Window(
                local(window.after(), zone).minus(HOURS), local(window.until(), zone), window.max() + HOURS_MINUTES);
        return firings("rrule", rule, zone, local).stream()
                .map(time -> LocalDateTime.ofInstant(time, ZoneOffset.UTC)
                        .atZone(zone)
                        .toInstant())
                .filter(window::contains)
                .sorted()
                .distinct()
                .limit(window.max())
                .toList();
    }

    @Test
    void cronRefusesTheLastDayThatTheCrontabGoesWithout() {
        ask("cron", "0 9 L * *", ZoneId.of("UTC"), Window.ofTheFirst(FEW));

        assertThat(script.await("refused").path("refused").asText()).isEqualTo("Unknown alias: l");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            croner      | 30 2 * * * | 03:00+02:00               | 02:30+02:00
            croner      | 30 * * * * | 01:30+01:00 03:30+02:00   | 01:30+02:00 02:30+02:00 02:30+01:00 03:30+01:00
            cron        | 30 2 * * * | 03:00+02:00               | 02:30+02:00
            cron        | 30 * * * * | 01:30+01:00 03:00+02:00 03:30+02:00 | 01:30+02:00 02:30+02:00 02:30+01:00 03:30+01:00
            cron-parser | 30 2 * * * | 03:30+02:00               | 02:30+02:00
            cron-parser | 30 * * * * | 01:30+01:00 03:30+02:00   | 01:30+02:00 02:30+02:00 02:30+01:00 03:30+01:00
            """)
    void haveRulesOfTheirOwnWhenTheClocksChange(String library, String cron, String skipped, String repeated) {
        ClockChange.assertFirings(cron, skipped, repeated, reading(library));
    }

    private static Comparison.Reading<String> reading(String library) {
        return (text, zone, window) -> firings(library, text, zone, window);
    }

    private static List<Instant> firings(String library, String text, ZoneId zone, Window window) {
        ask(library, text, zone, window);
        JsonNode answer = script.await(_ -> true);
        if (answer.has("refused")) {
            throw new AssertionError(library + " refuses " + text + ": " + answer.path("refused"));
        }
        return answer.path("firings")
                .valueStream()
                .map(time -> Instant.ofEpochMilli(time.asLong()))
                .toList();
    }

    private static void ask(String library, String text, ZoneId zone, Window window) {
        script.tell(ContractMapper.mapper()
                .createObjectNode()
                .put("library", library)
                .put("text", text)
                .put("zone", zone.getId())
                .put("after", window.after().toEpochMilli())
                .put("until", window.until().toEpochMilli())
                .put("max", window.max()));
    }

    private static Instant local(Instant time, ZoneId zone) {
        return LocalDateTime.ofInstant(time, zone).toInstant(ZoneOffset.UTC);
    }
}
