package dev.stepfold.orchestrator.document;

import dev.stepfold.tracing.Tracing;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What a document's writer needs from outside.
 *
 * @param log the documents' topics
 * @param archive the logs of documents without a topic
 * @param ends where the documents' topics end
 * @param feed {@code stepfold.step-events}
 * @param tails what the feed holds
 * @param runner carries out effects
 * @param executor gives every turn of a document a thread that may block
 * @param clock the time that events carry
 * @param random jitter and trace ids
 * @param tracing records what happens
 */
public record Ports(
        DocumentLog log,
        Archive archive,
        DocumentEnds ends,
        StepEventsFeed feed,
        FeedTails tails,
        AttemptRunner runner,
        Executor executor,
        InstantSource clock,
        RandomGenerator random,
        Tracing tracing) {}
