package dev.stepfold.localstack.system;

import dev.stepfold.localstack.system.PacedModel.Ask;
import dev.stepfold.localstack.system.PacedModel.Reply;
import dev.stepfold.schemas.StepId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** What the model of a soak replies. That follows from the seed, the request and the step; a request names one run. */
final class SoakModel {
    /** Requests that begin like this are answered at once and well. */
    static final String QUICK = "Create a resting system";

    private static final List<StepId> STEPS = List.of(StepId.values());
    private static final Duration AT_ONCE = Duration.ofMillis(5);
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int PERCENT = 100;

    private final SoakOptions options;
    private final Map<String, long[]> lastAsks = new ConcurrentHashMap<>();

    SoakModel(SoakOptions options) {
        this.options = options;
    }

    Reply reply(Ask ask, int earlier) {
        lastAsks.computeIfAbsent(ask.request(), _ -> new long[STEPS.size()])[STEPS.indexOf(ask.step())] =
                ask.at().toEpochMilli();
        if (ask.request().startsWith(QUICK)) {
            return new Reply(OK, AT_ONCE);
        }
        List<Integer> statuses = statuses(ask.request(), ask.step());
        return new Reply(
                statuses.get(Math.min(earlier, statuses.size() - 1)),
                delay(ask.request(), ask.step()),
                Duration.ofSeconds(2));
    }

    /** How long the model takes for a run in which it answers everything at the first call. */
    Duration time(String request, Collection<StepId> steps) {
        return steps.stream().map(step -> delay(request, step)).reduce(Duration.ZERO, Duration::plus);
    }

    /** Whether the model fails in none of the steps. */
    boolean answersAll(String request, Collection<StepId> steps) {
        return steps.stream().allMatch(step -> statuses(request, step).equals(List.of(OK)));
    }

    /** When the step was asked for the last time; the epoch if never. */
    Instant lastAsk(String request, StepId step) {
        long[] asks = lastAsks.get(request);
        return Instant.ofEpochMilli(asks == null ? 0 : asks[STEPS.indexOf(step)]);
    }

    private Duration delay(String request, StepId step) {
        long mean = options.step().toMillis();
        return Duration.ofMillis(mean / 2 + random(request, step, 1).nextLong(mean + 1));
    }

    /** Mostly an answer; else failures that a retry helps, or one that only a person can help. */
    private List<Integer> statuses(String request, StepId step) {
        int dice = random(request, step, 2).nextInt(PERCENT);
        return switch (dice) {
            case 0, 1, 2 -> List.of(500, OK);
            case 3 -> List.of(500, 503, OK);
            case 4 -> List.of(429, OK);
            case 5 -> List.of(BAD_REQUEST, OK);
            default -> List.of(OK);
        };
    }

    private Random random(String request, StepId step, int purpose) {
        long mixed = ((options.seed() * 31 + request.hashCode()) * 31 + STEPS.indexOf(step)) * 31 + purpose;
        return new Random(mixed * 0x9E3779B97F4A7C15L);
    }
}
