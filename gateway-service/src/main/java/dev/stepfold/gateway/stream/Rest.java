package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;

/** Whether the run is at rest, and up to which event that is known: a cursor may be before the state that showed it. */
record Rest(boolean isAtRest, long knownAt) {
    static Rest of(DocumentState state) {
        return new Rest(state.status().isAtRest(), state.sequence());
    }

    Rest after(RecordedEvent event) {
        if (event.sequence() <= knownAt || !(event.event() instanceof AgentRun run)) {
            return this;
        }
        return switch (run) {
            case AgentRun.Started _, AgentRun.Resumed _, AgentRun.Restarted _ -> new Rest(false, event.sequence());
            case AgentRun.Completed _, AgentRun.Failed _, AgentRun.Cancelled _, AgentRun.Paused _ ->
                new Rest(true, event.sequence());
        };
    }
}
