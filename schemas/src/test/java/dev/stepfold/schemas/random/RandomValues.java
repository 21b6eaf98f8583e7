package dev.stepfold.schemas.random;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Recurrence;
import dev.stepfold.schemas.agent.Relation;
import dev.stepfold.schemas.agent.Schedule;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.command.StepRetryPolicy;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.Insight;
import dev.stepfold.schemas.event.Quality;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Draws any value that the contract allows, the odd ones included. */
public final class RandomValues {
    private static final String ID_CHARACTERS = "ABCXYZabcxyz019_-";
    private static final List<String> WORDS = List.of(
            "task", "Ä", "日本", "🛠", "\"quoted\"", "a\\b", "line\nbreak", "\u0000", "</script>", "\u2028end", "1");

    final RandomGenerator random;

    RandomValues(RandomGenerator random) {
        this.random = random;
    }

    public int upTo(int max) {
        return random.nextInt(max + 1);
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    public <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    public <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }

    <T> @Nullable T maybe(Supplier<T> value) {
        return chance(0.5) ? value.get() : null;
    }

    <T> List<T> some(Supplier<T> value) {
        return Stream.generate(value).limit(upTo(3)).toList();
    }

    String id() {
        StringBuilder id = new StringBuilder();
        int length = chance(0.1) ? 64 : 1 + upTo(8);
        while (id.length() < length) {
            id.append(ID_CHARACTERS.charAt(random.nextInt(ID_CHARACTERS.length())));
        }
        return id.toString();
    }

    String text() {
        return String.join(" ", some(() -> oneOf(WORDS)));
    }

    String words() {
        return oneOf(WORDS) + text();
    }

    DocumentId documentId() {
        return new DocumentId(id());
    }

    RunId runId() {
        return new RunId(id());
    }

    CommandId commandId() {
        return new CommandId(id());
    }

    Owner owner() {
        return chance(0.2) ? Owner.LOCAL : new Owner(words());
    }

    StepId step() {
        return oneOf(StepId.values());
    }

    Duration duration() {
        return chance(0.1) ? Duration.ofMillis(Long.MAX_VALUE) : Duration.ofNanos(random.nextLong(0, 1L << 45));
    }

    Instant instant() {
        return Instant.ofEpochSecond(random.nextLong(0, 1L << 34), chance(0.5) ? 0 : random.nextInt(1_000_000_000));
    }

    double score() {
        return chance(0.3) ? upTo(1) : random.nextDouble();
    }

    JsonNode scalar() {
        return switch (upTo(3)) {
            case 0 -> BooleanNode.valueOf(chance(0.5));
            case 1 -> IntNode.valueOf(random.nextInt());
            case 2 -> DoubleNode.valueOf(random.nextDouble(-1e9, 1e9));
            default -> TextNode.valueOf(text());
        };
    }

    ObjectNode object() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int fields = upTo(3); fields > 0; fields--) {
            if (chance(0.2)) {
                object.set(words(), object());
            } else if (chance(0.2)) {
                object.putArray(words()).add(scalar()).addNull();
            } else {
                object.set(words(), scalar());
            }
        }
        return object;
    }

    Agent agent() {
        return new Agent(
                words(),
                text(),
                some(() -> new Model(words(), some(this::field), some(this::relation))),
                some(() -> new EnumType(words(), List.of(text(), text()))),
                text(),
                some(this::action),
                some(this::schedule),
                maybe(this::text));
    }

    private Schedule schedule() {
        return new Schedule(
                words(), words(), words(), words(), text(), maybe(() -> new Recurrence(List.of(words(), words()))));
    }

    private Field field() {
        return new Field(
                words(),
                words(),
                chance(0.5),
                chance(0.5),
                maybe(this::scalar),
                maybe(() -> new Field.Reference(words(), words())));
    }

    private Relation relation() {
        return new Relation(words(), oneOf(Relation.Cardinality.values()), words(), maybe(this::text));
    }

    private Action action() {
        return new Action(
                words(),
                text(),
                object(),
                object(),
                some(this::text),
                some(this::text),
                words(),
                oneOf(Complexity.values()));
    }

    RunOptions options() {
        return new RunOptions(
                chance(0.5),
                chance(0.5),
                maybe(() -> limited(1)),
                chance(0.3) ? RetryPolicy.DEFAULT : policy(),
                some(this::step).stream().distinct().collect(toMap(identity(), _ -> stepPolicy())),
                maybe(this::words),
                maybe(() -> 1 + random.nextLong(RunOptions.TOKEN_BUDGET_LIMIT)));
    }

    private RetryPolicy policy() {
        return new RetryPolicy(
                1 + upTo(RetryPolicy.ATTEMPTS_LIMIT - 1), limited(0), limited(0), 1 + 99 * score(), limited(1));
    }

    private StepRetryPolicy stepPolicy() {
        RetryPolicy drawn = policy();
        return new StepRetryPolicy(
                maybe(drawn::maxAttempts),
                maybe(drawn::initialBackoff),
                maybe(drawn::maxBackoff),
                maybe(drawn::backoffFactor),
                maybe(drawn::attemptTimeout));
    }

    private Duration limited(long minMs) {
        return Duration.ofMillis(minMs + random.nextLong(RetryPolicy.DURATION_LIMIT.toMillis() - minMs + 1));
    }

    StepError stepError() {
        return new StepError(
                oneOf(ErrorKind.values()),
                words(),
                chance(0.5),
                maybe(this::duration),
                some(() -> finding(oneOf(StepId.values()))),
                maybe(this::tokens));
    }

    private TokenUsage tokens() {
        return new TokenUsage(random.nextLong(Long.MAX_VALUE), upTo(5000));
    }

    RunError runError(@Nullable StepId step) {
        return new RunError(
                step, oneOf(ErrorKind.values()), words(), chance(0.5), upTo(4), upTo(4), some(() -> oneOf(WORDS)));
    }

    Quality quality() {
        return new Quality(score(), score(), score(), score());
    }

    Insight insight() {
        return new Insight(words(), words());
    }

    Finding finding(StepId step) {
        return new Finding(step, oneOf(Finding.Severity.values()), words(), words(), maybe(this::text));
    }

    ResultMetrics metrics() {
        return new ResultMetrics(duration(), text(), maybe(this::tokens));
    }
}
