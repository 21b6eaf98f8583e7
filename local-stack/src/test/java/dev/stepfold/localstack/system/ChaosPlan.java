package dev.stepfold.localstack.system;

import dev.stepfold.localstack.system.PacedModel.Ask;
import dev.stepfold.localstack.system.PacedModel.Reply;
import dev.stepfold.localstack.system.TwoOrchestrators.Part;
import dev.stepfold.schemas.StepId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that is to happen, from one seed: which documents are asked for and what is done with them, how the model
 * answers, and what befalls the processes.
 */
record ChaosPlan(Map<String, Errand> errands, List<Fault> faults) {
    private static final Duration GAP_MIN = Duration.ofSeconds(1);
    private static final Duration GAP_MAX = Duration.ofMillis(2_500);
    private static final Duration FROZEN_MIN = Duration.ofMillis(500);
    private static final Duration FROZEN_MAX = Duration.ofSeconds(4);
    private static final Duration ANSWER_MIN = Duration.ofMillis(200);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;

    ChaosPlan {
        errands = Map.copyOf(errands);
        faults = List.copyOf(faults);
    }

    /** What a person does once the step has begun. */
    enum Deed {
        WATCH,
        PAUSE_AND_RESUME,
        CANCEL
    }

    /**
     * A document.
     *
     * @param request names it
     * @param at when it is asked for, from the start
     * @param step at which step the person acts
     * @param answers what the model replies to the first calls of a step; after them it answers as to the last one
     */
    record Errand(String request, Duration at, Deed deed, StepId step, Map<StepId, List<Reply>> answers) {}

    /** What befalls a process. */
    enum Kind {
        KILL,
        FREEZE
    }

    /**
     * What befalls which process when.
     *
     * @param at from the start
     * @param length how long it stays frozen; nothing for a kill
     */
    record Fault(Kind kind, Part part, Duration at, Duration length) {}

    /**
     * Every run of ten faults holds every kind for every process.
     *
     * @param length how long things happen
     */
    static ChaosPlan of(long seed, Duration length, int documents) {
        Random random = new Random(seed);
        List<Errand> errands = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            errands.add(errand("Create a task management system number " + i, length, random));
        }
        return new ChaosPlan(
                errands.stream().collect(Collectors.toMap(Errand::request, Function.identity())),
                faults(length, random));
    }

    /** What the model replies; to a request that is not of the plan, at once. */
    Reply reply(Ask ask, int earlier) {
        Errand errand = errands.get(ask.request());
        if (errand == null) {
            return new Reply(OK, ANSWER_MIN);
        }
        List<Reply> replies = Objects.requireNonNull(errand.answers().get(ask.step()));
        return replies.get(Math.min(earlier, replies.size() - 1));
    }

    private static Errand errand(String request, Duration length, Random random) {
        Map<StepId, List<Reply>> answers = new EnumMap<>(StepId.class);
        for (StepId step : StepId.values()) {
            answers.put(step, answers(random));
        }
        int dice = random.nextInt(10);
        Deed deed = dice < 2 ? Deed.PAUSE_AND_RESUME : dice < 3 ? Deed.CANCEL : Deed.WATCH;
        List<StepId> steps = List.of(StepId.values());
        Duration at = between(Duration.ZERO, length.multipliedBy(4).dividedBy(5), random);
        return new Errand(request, at, deed, steps.get(random.nextInt(steps.size())), answers);
    }

    /** Mostly an answer; else up to two failures that a retry helps, or one that only a person can help. */
    private static List<Reply> answers(Random random) {
        int dice = random.nextInt(100);
        List<Integer> statuses = new ArrayList<>();
        if (dice < 8) {
            statuses.add(500);
        } else if (dice < 12) {
            statuses.addAll(List.of(500, 503));
        } else if (dice < 16) {
            statuses.add(429);
        } else if (dice < 18) {
            statuses.add(BAD_REQUEST);
        }
        statuses.add(OK);
        return statuses.stream()
                .map(status -> new Reply(status, between(ANSWER_MIN, ANSWER_MAX, random)))
                .toList();
    }

    private static List<Fault> faults(Duration length, Random random) {
        List<Fault> faults = new ArrayList<>();
        List<Fault> deck = new ArrayList<>();
        Duration at = between(GAP_MIN, GAP_MAX, random);
        while (at.compareTo(length) < 0) {
            if (deck.isEmpty()) {
                deck.addAll(everyFault());
                Collections.shuffle(deck, random);
            }
            Fault dealt = deck.removeLast();
            Duration frozen = between(FROZEN_MIN, FROZEN_MAX, random);
            faults.add(new Fault(dealt.kind(), dealt.part(), at, dealt.kind() == Kind.FREEZE ? frozen : Duration.ZERO));
            at = at.plus(between(GAP_MIN, GAP_MAX, random));
        }
        faults.sort(Comparator.comparing(Fault::at));
        return faults;
    }

    private static List<Fault> everyFault() {
        return Arrays.stream(Part.values())
                .flatMap(part ->
                        Arrays.stream(Kind.values()).map(kind -> new Fault(kind, part, Duration.ZERO, Duration.ZERO)))
                .toList();
    }

    private static Duration between(Duration min, Duration max, Random random) {
        return Duration.ofMillis(random.nextLong(min.toMillis(), max.toMillis()));
    }
}
