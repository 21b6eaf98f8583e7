package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.understanding.Understander;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every word about time is either used or named in the ambiguities. {@code -Dstepfold.times.seed=…} repeats a run,
 * {@code -Dstepfold.times.phrases=…} makes a longer one.
 */
class SpokenTimesTest {
    private static final int PHRASES = Integer.getInteger("stepfold.times.phrases", 500);
    private static final int SHOWN = 40;
    /** Ambiguities that are about something else than time. */
    private static final Pattern OTHER =
            Pattern.compile("The request (could be|names two systems|does not look|names nothing).*"
                    + "|It was assumed that the agent also keeps .*"
                    + "|Confidence is low.*");

    /** Words that are about time wherever they stand. */
    private static final Pattern ABOUT_TIME = Pattern.compile(
            "\\b(\\d{1,2}:\\d{2}|\\d{1,2} ?[ap]\\.?m\\b|noon|midnight|o'clock"
                    + "|(sun|mon|tues|wednes|thurs|fri|satur)days?"
                    + "|(every|each) (\\w+ )?(minutes?|hours?|day|weekday|night|morning|evening|weeks?|months?|quarter|year)"
                    + "|nightly|fortnightly|\\d+(st|nd|rd|th) of (the|each|every) month)\\b",
            Pattern.CASE_INSENSITIVE);

    private final long seed = Long.getLong("stepfold.times.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void readsEveryGeneratedTimeRightlyOrNamesWhatItDoesNotExpress() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < PHRASES; i++) {
            SpokenSchedule schedule = SpokenSchedule.random(random);
            String request = request(schedule);
            Understanding understood = Understander.understand(request, null);
            String fault = fault(schedule, understood);
            if (!fault.isEmpty()) {
                wrong.add(request + " → " + fault);
            }
        }
        assertThat(wrong.stream().limit(SHOWN))
                .as("%d of %d phrases, seed %d", wrong.size(), PHRASES, seed)
                .isEmpty();
    }

    @Test
    void usesOrNamesEveryWordAboutTimeOfTheCorpus() throws Exception {
        List<String> lost = new ArrayList<>();
        for (String request : requests()) {
            Understanding understood = Understander.understand(request, null);
            String used = Stream.concat(
                            understood.recurringNeeds().stream()
                                    .filter(need -> need.source() == Origin.REQUEST)
                                    .map(RecurringNeed::when),
                            understood.ambiguities().stream())
                    .collect(Collectors.joining("\n"))
                    .toLowerCase(Locale.ROOT);
            Matcher words = ABOUT_TIME.matcher(request);
            while (words.find()) {
                if (!used.contains(words.group().toLowerCase(Locale.ROOT))) {
                    lost.add(words.group() + " in: " + request);
                }
            }
        }
        assertThat(lost).isEmpty();
    }

    private static List<String> requests() {
        return Corpus.requests().stream().map(Corpus.Entry::request).toList();
    }

    /** The words in a sentence. Only a capital shows that an unknown word is a place, so that one keeps its spelling. */
    private String request(SpokenSchedule schedule) {
        String words = schedule.words();
        boolean place = schedule.named().contains("in Springfield");
        String written = switch (place ? -1 : random.nextInt(6)) {
            case 0 -> words.toLowerCase(Locale.ROOT);
            case 1 -> words.toUpperCase(Locale.ROOT);
            default -> words;
        };
        return switch (random.nextInt(4)) {
            case 0 -> Character.toUpperCase(written.charAt(0)) + written.substring(1) + ", report orders.";
            case 1 -> "Track orders and customers. Report orders " + written + ".";
            default -> "Report orders " + written + ".";
        };
    }

    /** What differs from the structure that the phrase was made of; empty if nothing does. */
    private static String fault(SpokenSchedule schedule, Understanding understood) {
        List<RecurringNeed> needs = understood.recurringNeeds().stream()
                .filter(need -> need.source() == Origin.REQUEST)
                .toList();
        List<String> ambiguities = understood.ambiguities().stream()
                .filter(text -> !OTHER.matcher(text).matches())
                .toList();
        Set<String> crons = needs.stream().map(RecurringNeed::cron).collect(Collectors.toSet());
        Set<String> zones = needs.stream().map(RecurringNeed::timeZone).collect(Collectors.toSet());
        if (!crons.equals(schedule.crons()) || !zones.equals(Set.of(schedule.zone()))) {
            return crons + " " + zones + " instead of " + schedule.crons() + " " + schedule.zone() + " " + ambiguities;
        }
        String said = String.join("\n", ambiguities).toLowerCase(Locale.ROOT);
        List<String> silent = schedule.named().stream()
                .filter(words -> !said.contains(words.toLowerCase(Locale.ROOT)))
                .toList();
        boolean noise = schedule.named().isEmpty() && !ambiguities.isEmpty();
        return !silent.isEmpty() ? silent + " is not named" : noise ? "named without reason: " + ambiguities : "";
    }
}
