package dev.stepfold.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SigningSecretTest {
    /** The example of the libraries of Standard Webhooks. */
    @Test
    void signsAsTheStandardSays() {
        SigningSecret secret = new SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(secret.sign(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1_614_265_330),
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void isNewEachTime() {
        SecureRandom random = new SecureRandom();

        assertThat(SigningSecret.random(random)).isNotEqualTo(SigningSecret.random(random));
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 32, 64})
    void hasTwentyFourToSixtyFourBytes(int bytes) {
        assertThat(new SigningSecret(text(bytes)).text()).isEqualTo(text(bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 23, 65})
    void hasNoOtherLength(int bytes) {
        assertThatThrownBy(() -> new SigningSecret(text(bytes))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_????????????????????????????????"})
    void isNothingElse(String text) {
        assertThatThrownBy(() -> new SigningSecret(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isNotInItsText() {
        assertThat(new SigningSecret(text(32)).toString()).doesNotContain(text(32));
    }

    private static String text(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }
}
