package dev.stepfold.schemas.event;

/**
 * An immutable fact about a document, in the past tense. Where and when it happened stands in {@link RecordedEvent}.
 *
 * <p>Every kind has a type and most have a status; the pair is the event's name on the wire ({@code EventType}).
 */
public sealed interface DocumentEvent permits AgentRun, AgentStep, StepResult, AgentData, CommandRejected {}
