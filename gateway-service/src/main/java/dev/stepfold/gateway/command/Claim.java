package dev.stepfold.gateway.command;

/**
 * The exclusive permission to write one command. Its holder writes the command and then {@linkplain #keep keeps} the
 * claim; a claim that is closed before it is kept is released, so that a repeated call can write the command.
 */
final class Claim implements AutoCloseable {
    private final boolean granted;
    private final Settlement settlement;
    private boolean settled;

    /** Called once for each claim that was granted. */
    @FunctionalInterface
    interface Settlement {
        /**
         * Receives the outcome of the claim.
         *
         * @param written whether Kafka has the command
         */
        void settle(boolean written);
    }

    /** @param granted whether the command is to be written; if not, there is nothing to settle */
    Claim(boolean granted, Settlement settlement) {
        this.granted = granted;
        this.settlement = settlement;
        this.settled = !granted;
    }

    /** Whether the command is to be written; if not, it is written already. */
    boolean isGranted() {
        return granted;
    }

    /** Records that Kafka has the command. */
    void keep() {
        settle(true);
    }

    @Override
    public void close() {
        settle(false);
    }

    private void settle(boolean written) {
        if (!settled) {
            settled = true;
            settlement.settle(written);
        }
    }
}
