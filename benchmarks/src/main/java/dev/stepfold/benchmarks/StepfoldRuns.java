package dev.stepfold.benchmarks;

import dev.stepfold.benchmarks.StepfoldClient.Finished;
import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Runs of Stepfold: each of a new document, or each a further run of one of the documents that were made first. */
final class StepfoldRuns implements DurableRuns {
    private static final int FILL_WIDTH = 16;

    private final WholeStack stack;
    private final Waiting waiting;
    private final Queue<Finished> atRest = new ConcurrentLinkedQueue<>();
    private final boolean further;

    private StepfoldRuns(WholeStack stack, Waiting waiting, boolean further) {
        this.stack = stack;
        this.waiting = waiting;
        this.further = further;
    }

    /** Each run makes a new document. */
    static StepfoldRuns ofNewDocuments(WholeStack stack, Waiting waiting) {
        return new StepfoldRuns(stack, waiting, false);
    }

    /**
     * Makes documents, with one run each. Every further run takes the one that has been at rest for longest.
     *
     * @param documents at least as many as runs at once
     */
    static StepfoldRuns ofDocuments(WholeStack stack, int documents, Waiting waiting)
            throws IOException, InterruptedException {
        StepfoldRuns runs = new StepfoldRuns(stack, waiting, true);
        Load.times(
                Math.min(FILL_WIDTH, documents),
                documents,
                () -> runs.atRest.add(stack.client().runNew(StepfoldClient.Request.EMPTY)));
        return runs;
    }

    @Override
    public void run() throws IOException, InterruptedException {
        if (!further) {
            stack.client().runNew(StepfoldClient.Request.EMPTY);
            return;
        }
        Finished document = atRest.poll();
        if (document == null) {
            throw new IllegalStateException("more runs at once than documents");
        }
        atRest.add(stack.client().runAgain(document, StepfoldClient.Request.EMPTY));
    }

    @Override
    public void settle() throws InterruptedException {
        stack.settle(waiting);
    }

    @Override
    public Map<String, Double> processorSeconds() {
        return stack.processorSeconds();
    }

    /** The stack was not started for it. */
    @Override
    public void close() {}
}
