package dev.stepfold.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClaimTest {
    private final List<Boolean> settled = new ArrayList<>();

    @Test
    void isReleasedIfItIsClosedBeforeItIsKept() {
        try (Claim claim = new Claim(true, settled::add)) {
            assertThat(claim.isGranted()).isTrue();
        }

        assertThat(settled).containsExactly(false);
    }

    @Test
    void staysKeptWhenItIsClosed() {
        try (Claim claim = new Claim(true, settled::add)) {
            claim.keep();
            assertThat(settled).containsExactly(true);
        }

        assertThat(settled).containsExactly(true);
    }

    @Test
    void settlesNothingIfItWasNotGranted() {
        try (Claim claim = new Claim(false, settled::add)) {
            assertThat(claim.isGranted()).isFalse();
            claim.keep();
        }

        assertThat(settled).isEmpty();
    }
}
