package dev.stepfold.schemas.event;

import dev.stepfold.schemas.agent.Agent;

/** The agent as it stands after a step that generated a part of it. */
public sealed interface AgentData extends DocumentEvent {
    /** The agent so far. */
    Agent agent();

    /** More parts are to come. */
    record Partial(Agent agent) implements AgentData {}

    /** The finished agent. */
    record Final(Agent agent) implements AgentData {}
}
