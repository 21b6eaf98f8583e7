package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.event.ErrorKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random texts, made of fragments of real requests and of whatever a keyboard has. Each leads to a valid agent or to a
 * failure that says what to change. {@code -Dstepfold.fuzz.seed=…} repeats a run, {@code -Dstepfold.fuzz.texts=…} makes
 * a longer one.
 */
class FuzzTest {
    private static final int TEXTS = Integer.getInteger("stepfold.fuzz.texts", 150);
    private static final int CHANGES = Integer.getInteger("stepfold.fuzz.texts", 100);
    private static final List<String> ODD = List.of(
            "\u0000",
            "\uD83D\uDE00",
            "\uD800",
            "\u202E",
            "ß",
            "é",
            "中文",
            "العربية",
            "'",
            "\"",
            ";",
            "--",
            "/*",
            "(",
            ")",
            "[",
            ":",
            "\n",
            "\t",
            "%s",
            "${x}",
            "<b>",
            "0",
            "-1",
            "1e999",
            "every",
            "each",
            "has",
            "rename",
            "to",
            "remove",
            "all",
            "status",
            "or",
            "instead",
            "table",
            "select",
            "id",
            "createdAt",
            "L",
            "* * * * *");

    private final long seed = Long.getLong("stepfold.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<String> words = Stream.concat(Corpus.requests().stream(), Corpus.changes().stream())
            .flatMap(entry -> Stream.of(entry.request().split("(?<=\\W)|(?=\\W)", -1)))
            .toList();
    private final List<String> sentences = Stream.concat(Corpus.requests().stream(), Corpus.changes().stream())
            .flatMap(entry -> Stream.of(entry.request().split("(?<=[.;:,])", -1)))
            .toList();

    @Test
    void makesAValidAgentOfAnythingOrSaysWhatToChange() throws Exception {
        int agents = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = text();
            try {
                Agent agent = Built.create(text).agent();
                ValidAgent.check(agent);
                agents++;
            } catch (StepFailure e) {
                assertThat(e.error().kind()).isEqualTo(ErrorKind.PERMANENT);
                assertThat(e.getMessage())
                        .as("seed %d, text %d: %s", seed, i, text)
                        .contains("Say");
            } catch (RuntimeException | AssertionError | java.sql.SQLException e) {
                throw new AssertionError("seed " + seed + ", text " + i + ": " + text, e);
            }
        }
        assertThat(agents).as("seed %s", seed).isGreaterThan(TEXTS / 2);
    }

    @Test
    void changesAnyAgentToAValidOneWithAMigrationThatRuns() throws Exception {
        for (int i = 0; i < CHANGES; i++) {
            Corpus.Entry entry = pick(Corpus.requests());
            Agent before = Corpus.built(entry.request()).agent();
            String text = random.nextBoolean() ? change(before) : text();
            try (Database database = new Database()) {
                Agent after = Built.change(before, text).agent();
                ValidAgent.check(after);
                database.run(before.ddl());
                String migration = after.migration();
                if (migration != null && !migration.isEmpty()) {
                    database.run(migration);
                }
            } catch (StepFailure e) {
                assertThat(e.error().kind()).isEqualTo(ErrorKind.PERMANENT);
            } catch (RuntimeException | AssertionError | java.sql.SQLException e) {
                throw new AssertionError("seed " + seed + ", change " + i + " of " + entry + ": " + text, e);
            }
        }
    }

    private String text() {
        List<String> parts = new ArrayList<>();
        int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 30);
        for (int i = 0; i < length; i++) {
            int kind = random.nextInt(10);
            parts.add(kind < 6 ? pick(words) : kind < 9 ? pick(sentences) : pick(ODD));
        }
        return String.join(random.nextBoolean() ? " " : "", parts);
    }

    /** A change of something that the agent has. */
    private String change(Agent agent) {
        var model = pick(agent.models());
        String field = pick(model.fields()).name();
        String other = pick(words);
        return switch (random.nextInt(7)) {
            case 0 -> "Rename " + model.name() + " to " + other;
            case 1 -> "Rename the " + field + " of " + model.name() + " to " + other;
            case 2 -> "Remove the " + field + " from " + model.name();
            case 3 -> "Remove " + model.name() + " and " + pick(agent.models()).name();
            case 4 -> "Make the " + field + " of " + model.name() + " required";
            case 5 ->
                "Change the type of the " + field + " of " + model.name() + " to "
                        + pick(List.of("integer", "text", "string"));
            default -> "Add " + other + " to " + model.name() + ", remove the " + field + " from " + model.name();
        };
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
