package dev.stepfold.orchestrator.commands;

/**
 * How many documents an orchestrator has in memory.
 *
 * @param activeMax how many may be active at once; at the limit, commands wait in Kafka
 * @param restingMax how many documents at rest stay in memory at most; the ones that rest longest go first
 * @param restingBytesMax about how many bytes these may take, by the size of their latest events as records
 */
public record DocumentLimits(int activeMax, int restingMax, long restingBytesMax) {
    /** A document takes several times the size of its records. */
    private static final int HEAP_PER_RESTING_BYTE = 16;

    /** As many at rest as active, in a part of this JVM's heap. */
    public static DocumentLimits ofThisJvm(int activeMax) {
        return new DocumentLimits(activeMax, activeMax, Runtime.getRuntime().maxMemory() / HEAP_PER_RESTING_BYTE);
    }
}
