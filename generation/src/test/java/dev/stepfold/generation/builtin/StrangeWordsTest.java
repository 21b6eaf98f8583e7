package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.time.TimeZones;
import dev.stepfold.generation.builtin.understanding.Understander;
import dev.stepfold.schemas.agent.Agent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A word that nothing reads is named, wherever in a phrase about time it stands: that needs no list of such words.
 * {@code -Dstepfold.times.seed=…} repeats a run, {@code -Dstepfold.times.phrases=…} makes a longer one.
 */
class StrangeWordsTest {
    private static final int PHRASES = Integer.getInteger("stepfold.times.phrases", 500);
    private static final int SHOWN = 40;
    private static final String[] SYLLABLES = {
        "xy", "zop", "ra", "vim", "qua", "bel", "tor", "nu", "gli", "mef", "o", "ska"
    };
    private static final String[] ENDINGS = {
        "", "", "", "ly", "al", "ous", "er", "ish", "th", "day", "s", "ed", "ing", "ness"
    };
    /** English words, of which those that the generator knows are left out. */
    private static final List<String> ENGLISH = Stream.of(
                    "purple glorious drowsy crooked velvet thunder marble lantern whisper gravel stubborn hollow feverish"
                            + " bleak timid orchid pepper saddle ribbon turquoise moonlit rainy snowy stormy foggy harvesttime"
                            + " payday doomsday ramadan easter yuletide monsoon lent advent tidal lunar solar fiscal perhaps"
                            + " occasionally sparingly sometimes seldom otherwise thereabouts thereafter henceforth"
                            + " odd even alternate leap penultimate peak rush siesta curfew gloaming twilight equinox solstice"
                            + " semester trimester sabbath vespers prime closure kickoff standup recess intermission")
            .flatMap(words -> Stream.of(words.split(" ", -1)))
            .filter(word -> !Lexicon.english().isKnown(word))
            .toList();

    private static final String[] DAYS = {"every day", "daily", "every Monday", "on weekdays", "on Fridays", "each week"
    };
    private static final String[] CLOCKS = {"5pm", "17:00", "9 am", "9", "noon", "half past eight"};
    /** D are the days, C is the time of day, W the strange word. */
    private static final String[] PLACES = {
        "at C W D",
        "D W at C",
        "every W day at C",
        "every W at C",
        "D at C W",
        "at W C D",
        "D at W C",
        "on W days at C",
        "D at C, W",
        "D at C and W",
        "D at C (W)",
        "D W",
        "on W D at C",
        "D at C in W",
        "D at C on W",
        "D at C during W",
        "D of W at C",
        "D at C, the W",
        "D at C if the W is over",
        "D at C until W",
        "D at C unless W",
        "D at C if it is W",
        "D at C but only W",
        "at C every W",
        "every W Monday at C",
        "D at C W W",
        "each W week on Monday",
        "D at C W to the manager",
        "D at C to the manager during W"
    };

    private final long seed = Long.getLong("stepfold.times.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void namesAStrangeWordWhereverItStands() throws Exception {
        List<String> silent = new ArrayList<>();
        for (int i = 0; i < PHRASES; i++) {
            String word = word();
            String phrase = spelled(phrase(word));
            String request = pick(
                    "Report orders " + phrase + ".",
                    "Report orders " + phrase + ".",
                    "Track orders and customers. Report orders " + phrase + ", and email customers weekly.",
                    Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1) + ", report orders.");
            check(word, request, Understander.understand(request, null), silent);
        }
        assertNone(silent);
    }

    @Test
    void namesAStrangeWordOfAChange() throws Exception {
        Agent agent = Corpus.built(Requests.TASKS).agent();
        List<String> silent = new ArrayList<>();
        for (int i = 0; i < PHRASES / 5; i++) {
            String word = word();
            String phrase = phrase(word);
            String request = pick(
                    "Email the assignee " + phrase,
                    "Move the weekly project summary to " + phrase.replaceFirst("^on ", ""),
                    "Send the weekly project summary " + phrase + " instead of Mondays",
                    "Send the weekly project summary on Fridays at 4pm instead of Mondays " + word);
            check(word, request, Understander.understand(request, agent), silent);
        }
        assertNone(silent);
    }

    private static void check(String word, String request, Understanding understood, List<String> silent) {
        String said = String.join("\n", understood.ambiguities()).toLowerCase(Locale.ROOT);
        if (!said.contains(word)) {
            String times = understood.recurringNeeds().stream()
                    .map(need -> need.cron() + " " + need.timeZone())
                    .collect(Collectors.joining(", "));
            silent.add(request + " → " + times + " " + understood.ambiguities());
        }
    }

    private void assertNone(List<String> silent) {
        assertThat(silent.stream().limit(SHOWN))
                .as("%d of %d phrases, seed %d", silent.size(), PHRASES, seed)
                .isEmpty();
    }

    private String phrase(String word) {
        return Stream.of(pick(PLACES).split("(?=[(),])|(?<=[(])| ", -1))
                .map(part -> switch (part) {
                    case "D" -> pick(DAYS);
                    case "C" -> pick(CLOCKS);
                    case "W" -> word;
                    default -> part;
                })
                .collect(Collectors.joining(" "))
                .replace(" ,", ",")
                .replace("( ", "(")
                .replace(" )", ")");
    }

    /** Only in small letters is a word in a place where a name may stand sure to be none. */
    private String spelled(String phrase) {
        return switch (random.nextInt(4)) {
            case 0 -> phrase.toUpperCase(Locale.ROOT);
            case 1 -> phrase.toLowerCase(Locale.ROOT);
            default -> phrase;
        };
    }

    private String word() {
        if (random.nextBoolean()) {
            return ENGLISH.get(random.nextInt(ENGLISH.size()));
        }
        String word;
        do {
            word = pick(SYLLABLES) + pick(SYLLABLES) + pick(ENDINGS);
        } while (Lexicon.english().isKnown(word)
                || TimeZones.named(word + " time").isPresent());
        return word;
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }
}
