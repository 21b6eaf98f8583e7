package dev.stepfold.servicehttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micronaut.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoorSettingsTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "localhost,          true",
        "LocalHost:8080,     true",
        "127.0.0.1:1,        true",
        "[::1]:8080,         true",
        "stepfold.example,   true",
        "Stepfold.Example:1, true",
        "evil.example,       false",
        "localhost.evil.example, false",
        "evil.example:localhost, false",
        "user@localhost,     false",
        "127.0.0.2,          false",
        "'',                 false"
    })
    void answersToLoopbacksNamesAndItsOwn(String host, boolean answered) {
        HostNames names = settings("none", null, List.of("stepfold.example")).names();

        assertThat(names.areMeantBy(HttpRequest.GET("/").header("Host", host))).isEqualTo(answered);
        assertThat(names.areMeantBy(HttpRequest.GET("/"))).isTrue();
        assertThat(names.areMeantBy(HttpRequest.GET("http://evil.example/").header("Host", "localhost")))
                .isFalse();
        assertThat(names.areMeantBy(
                        HttpRequest.GET("/").header("Host", "localhost").header("Host", "localhost")))
                .isFalse();
    }

    @Test
    void knowsAServiceByTheWholeSecret() {
        ServiceSecret secret = settings("none", SECRET, null).secret().orElseThrow();

        assertThat(secret.isIn(HttpRequest.GET("/").header("Authorization", secret.header())))
                .isTrue();
        for (String wrong : List.of("Bearer ", "Bearer " + SECRET + "0", SECRET, "Basic " + SECRET)) {
            assertThat(secret.isIn(HttpRequest.GET("/").header("Authorization", wrong)))
                    .as(wrong)
                    .isFalse();
        }
        assertThat(secret.isIn(HttpRequest.GET("/"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "0123456789abcdef 0123456789abcdef", "0123456789abcdef0123456789abcdeé"})
    void refusesASecretThatIsNone(String secret) {
        assertThatExceptionOfType(UnusableSettingsException.class)
                .isThrownBy(() -> settings("none", secret, null))
                .withMessageContaining("STEPFOLD_SERVICE_SECRET")
                .withMessageNotContaining(secret);
    }

    @Test
    void needsASecretWhereCallersAreKnown() {
        assertThatExceptionOfType(UnusableSettingsException.class)
                .isThrownBy(() -> settings("jwt", " ", null))
                .withMessage("STEPFOLD_AUTH=jwt needs STEPFOLD_SERVICE_SECRET, the same for all services");
        assertThat(settings("jwt", SECRET, null).toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "http://a.example", "a.example:80", "a b"})
    void refusesWhatIsNoName(String name) {
        assertThatExceptionOfType(UnusableSettingsException.class)
                .isThrownBy(() -> settings("none", null, List.of(name)))
                .withMessageContaining("STEPFOLD_HOSTS");
    }

    private static DoorSettings settings(String auth, @Nullable String secret, @Nullable List<String> hosts) {
        return new DoorSettings(auth, secret, hosts);
    }
}
