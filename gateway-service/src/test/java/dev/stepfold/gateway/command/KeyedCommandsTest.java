package dev.stepfold.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.command.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class KeyedCommandsTest {
    private static final CommandId KEYED = keyed("asked");
    private static final CommandId REUSED = keyed("asked otherwise");
    private static final CommandId KEYLESS = new CommandId("c-1");

    private final KeyedCommands keyed = new KeyedCommands(Duration.ZERO);

    @Test
    void grantsACommandAgainThatWasNotWritten() throws Exception {
        keyed.claim(KEYED).close();

        assertThat(keyed.claim(KEYED).isGranted()).isTrue();
    }

    @Test
    void grantsNoCommandAgainThatWasWritten() throws Exception {
        keyed.claim(KEYED).keep();

        assertThat(keyed.claim(KEYED).isGranted()).isFalse();
    }

    @Test
    void grantsNoCommandWhileAnotherCallMayWriteIt() throws Exception {
        try (Claim claim = keyed.claim(KEYED)) {
            assertThat(claim.isGranted()).isTrue();
            assertThatThrownBy(() -> keyed.claim(KEYED)).isInstanceOf(LogUnavailableException.class);
        }
    }

    @Test
    void keepsACommandThatIsSeenThoughItsClaimIsReleased() throws Exception {
        try (Claim _ = keyed.claim(KEYED)) {
            keyed.notice(new Command.Erase(new DocumentId("doc"), KEYED, Owner.LOCAL, Instant.EPOCH));
        }

        assertThat(keyed.claim(KEYED).isGranted()).isFalse();
    }

    @Test
    void refusesAKeyThatWasUsedForAnotherCommand() throws Exception {
        keyed.claim(KEYED).keep();

        assertThatThrownBy(() -> keyed.claim(REUSED))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.IDEMPOTENCY_KEY_REUSED));
    }

    @Test
    void grantsACommandWithoutAKeyAlways() throws Exception {
        keyed.claim(KEYLESS).keep();

        assertThat(keyed.claim(KEYLESS).isGranted()).isTrue();
    }

    private static CommandId keyed(String request) {
        return new CallIds(UUID::randomUUID, Owner.LOCAL, "key", "call", request).commandId();
    }
}
