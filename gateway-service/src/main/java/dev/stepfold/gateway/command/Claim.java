package dev.stepfold.gateway.command;

/**
 * The right to write one command. Whoever has it writes the command and then {@linkplain #keep keeps} the claim; a claim that
 * is closed before it is kept is given back, so that a repeated call can write the command.
 */
final class Claim implements AutoCloseable {
    private final boolean granted;
    private final Settlement settlement;
    private boolean settled;

    /** What is told once of each claim that was granted. */
    @FunctionalInterface
    interface Settlement {
        /**
         * Takes what came of the claim.
         *
         * @param written whether Kafka has the command
         */
        void settle(boolean written);
    }

    /** @param granted whether the command is to be written; there is nothing to settle where it is not */
    Claim(boolean granted, Settlement settlement) {
        this.granted = granted;
        this.settlement = settlement;
        this.settled = !granted;
    }

    /** Whether the command is to be written; if not, it is written already. */
    boolean isGranted() {
        return granted;
    }

    /** Says that Kafka has the command. */
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
