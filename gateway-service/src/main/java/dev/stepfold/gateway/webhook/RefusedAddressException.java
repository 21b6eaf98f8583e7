package dev.stepfold.gateway.webhook;

import java.io.IOException;

/** A host has no address, or one that may not be called. Which of the two is not told: it would reveal what names exist inside. */
final class RefusedAddressException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedAddressException() {
        super("the host has no address that may be called");
    }
}
