package dev.stepfold.schemas.state;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.event.AgentRun;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a state holds the parts that its history omits. The state holds an event's part until a later event replaces
 * it or makes it void. The history and the state together show whether one has, so that a state that was written with
 * whole events, or without references, gets the same references as one that was folded.
 */
final class PartPlaces {
    private final EnumSet<StepId> results;
    private final EnumSet<StepId> inputs;
    private boolean awaitsAgent;
    private boolean awaitsBaseAgent;
    private boolean isRunBegun;

    /** Describes what the state holds; each part is of the latest event that can have brought it. */
    PartPlaces(Set<StepId> results, Set<StepId> inputs, @Nullable Agent agent, @Nullable Agent baseAgent) {
        this.results = copy(results);
        this.inputs = copy(inputs);
        this.awaitsAgent = agent != null;
        this.awaitsBaseAgent = baseAgent != null;
    }

    /** The state's history, oldest first, with references that are right for the state. To be called once. */
    List<HistoryEvent> refer(List<HistoryEvent> history) {
        HistoryEvent[] referring = new HistoryEvent[history.size()];
        for (int i = referring.length - 1; i >= 0; i--) {
            HistoryEvent event = history.get(i);
            referring[i] = event.part() == null ? passed(event) : event.referringTo(placeOf(event));
        }
        return List.of(referring);
    }

    private HistoryEvent passed(HistoryEvent event) {
        isRunBegun |= event.outline() instanceof EventOutline.Whole(AgentRun.Started _);
        return event;
    }

    private PartReference placeOf(HistoryEvent event) {
        PartReference elsewhere = PartReference.inHistory(event.sequence());
        return switch (event.outline()) {
            case EventOutline.Result result ->
                results.remove(result.step()) ? PartReference.resultOf(result.step()) : elsewhere;
            case EventOutline.Restarted restarted ->
                inputs.remove(restarted.fromStep()) ? PartReference.inputOf(restarted.fromStep()) : elsewhere;
            case EventOutline.Started _ -> {
                isRunBegun = true;
                yield placeOfAgent(elsewhere);
            }
            case EventOutline.PartialAgent _, EventOutline.FinalAgent _ -> placeOfAgent(elsewhere);
            case EventOutline.Whole _ -> elsewhere;
        };
    }

    /** The base agent is the one that the document had when its current run began. */
    private PartReference placeOfAgent(PartReference elsewhere) {
        boolean isAgent = awaitsAgent;
        boolean isBaseAgent = awaitsBaseAgent && isRunBegun;
        awaitsAgent = false;
        awaitsBaseAgent &= !isRunBegun;
        if (isAgent) {
            return PartReference.AGENT;
        }
        return isBaseAgent ? PartReference.BASE_AGENT : elsewhere;
    }

    private static EnumSet<StepId> copy(Set<StepId> steps) {
        EnumSet<StepId> copy = EnumSet.noneOf(StepId.class);
        copy.addAll(steps);
        return copy;
    }
}
