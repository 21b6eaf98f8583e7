package dev.stepfold.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.gateway.testkit.CapturedLog;
import dev.stepfold.servicehttp.UnusableSettingsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AuthSettingsTest {
    private static final String SECRET = "a secret of thirty-two bytes, ok";

    @Test
    void hasDefaults() {
        assertThat(auth(Map.of())).isEqualTo(new AuthSettings("none", null, null, null, List.of(), null, null));
        assertThat(auth(Map.of()).isRequired()).isFalse();
        CallerLimits limits = limits(Map.of());
        assertThat(limits).isEqualTo(new CallerLimits(1_000, null, null, 16, null, 100, List.of()));
        assertThat(limits.streamsPerOwnerMax(true)).isEqualTo(2_000);
        assertThat(limits.writesPerSecond(true)).isEqualTo(50);
        assertThat(limits.streamsPerOwnerMax(false))
                .as("everybody is one owner")
                .isZero();
        assertThat(limits.writesPerSecond(false)).as("everybody is one owner").isZero();
    }

    @Test
    void isSetByTheEnvironment() {
        assertThat(auth(Map.of(
                        "STEPFOLD_AUTH", "jwt",
                        "STEPFOLD_JWT_ISSUER", "https://issuer.example.com",
                        "STEPFOLD_JWT_JWKS_URL", "https://issuer.example.com/keys",
                        "STEPFOLD_JWT_AUDIENCE", "one, two",
                        "STEPFOLD_JWT_COOKIE", "session",
                        "STEPFOLD_TICKET_SECRET", SECRET)))
                .isEqualTo(new AuthSettings(
                        "jwt",
                        "https://issuer.example.com",
                        "https://issuer.example.com/keys",
                        null,
                        List.of("one", "two"),
                        "session",
                        SECRET));
        assertThat(auth(Map.of("STEPFOLD_AUTH", "jwt", "STEPFOLD_JWT_SECRET", SECRET))
                        .ticketKey())
                .isPresent();
        CallerLimits limits = limits(Map.of(
                "STEPFOLD_STREAMS_PER_DOCUMENT_MAX", "3",
                "STEPFOLD_STREAMS_PER_OWNER_MAX", "4",
                "STEPFOLD_READS_PER_OWNER_MAX", "7",
                "STEPFOLD_READS_MAX", "8",
                "STEPFOLD_WRITES_PER_SECOND", "5",
                "STEPFOLD_WRITES_BURST", "6",
                "STEPFOLD_CORS_ORIGINS", "https://one.example.com,http://localhost:3000"));
        assertThat(limits)
                .isEqualTo(new CallerLimits(
                        3, 4, 7, 8, 5, 6, List.of("https://one.example.com", "http://localhost:3000")));
        assertThat(limits.streamsPerOwnerMax(false)).isEqualTo(4);
        assertThat(limits.writesPerSecond(false)).isEqualTo(5);
    }

    @Test
    void treatsAnEmptyVariableAsNotSet() {
        assertThat(auth(Map.of("STEPFOLD_JWT_ISSUER", "", "STEPFOLD_JWT_AUDIENCE", "", "STEPFOLD_JWT_COOKIE", " ")))
                .isEqualTo(auth(Map.of()));
        assertThat(limits(Map.of("STEPFOLD_CORS_ORIGINS", "")).corsOrigins()).isEmpty();
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                Arguments.of(Map.of("STEPFOLD_AUTH", "basic"), "STEPFOLD_AUTH must be none or jwt"),
                Arguments.of(
                        Map.of("STEPFOLD_AUTH", "jwt"),
                        "STEPFOLD_AUTH=jwt needs one of STEPFOLD_JWT_ISSUER, STEPFOLD_JWT_JWKS_URL and STEPFOLD_JWT_SECRET"),
                Arguments.of(
                        Map.of("STEPFOLD_AUTH", "jwt", "STEPFOLD_JWT_SECRET", "short"),
                        "STEPFOLD_JWT_SECRET must have at least 32 bytes"),
                Arguments.of(
                        Map.of(
                                "STEPFOLD_AUTH",
                                "jwt",
                                "STEPFOLD_JWT_SECRET",
                                SECRET,
                                "STEPFOLD_TICKET_SECRET",
                                "short"),
                        "STEPFOLD_TICKET_SECRET must have at least 32 bytes"),
                Arguments.of(
                        Map.of(
                                "STEPFOLD_AUTH", "jwt",
                                "STEPFOLD_JWT_SECRET", SECRET,
                                "STEPFOLD_JWT_JWKS_URL", "https://issuer.example.com/keys"),
                        "STEPFOLD_JWT_JWKS_URL and STEPFOLD_JWT_SECRET exclude each other: tokens are checked by one of them"),
                Arguments.of(
                        Map.of("STEPFOLD_AUTH", "jwt", "STEPFOLD_JWT_JWKS_URL", "issuer.example.com/keys"),
                        "STEPFOLD_JWT_JWKS_URL must be an absolute http or https address"),
                Arguments.of(
                        Map.of("STEPFOLD_AUTH", "jwt", "STEPFOLD_JWT_ISSUER", "file:///etc"),
                        "STEPFOLD_JWT_ISSUER must be an absolute http or https address if the keys are found by it"),
                Arguments.of(
                        Map.of("STEPFOLD_AUTH", "jwt", "STEPFOLD_JWT_SECRET", SECRET, "STEPFOLD_JWT_COOKIE", "a b"),
                        "STEPFOLD_JWT_COOKIE must be the name of a cookie"),
                Arguments.of(
                        Map.of("STEPFOLD_CORS_ORIGINS", "*"),
                        "STEPFOLD_CORS_ORIGINS must list origins such as https://app.example.com, without *"),
                Arguments.of(
                        Map.of("STEPFOLD_CORS_ORIGINS", "https://app.example.com/"),
                        "STEPFOLD_CORS_ORIGINS must list origins such as https://app.example.com, without *"),
                Arguments.of(
                        Map.of("STEPFOLD_STREAMS_PER_DOCUMENT_MAX", "0"),
                        "STEPFOLD_STREAMS_PER_DOCUMENT_MAX must be at least 1"),
                Arguments.of(Map.of("STEPFOLD_WRITES_BURST", "0"), "STEPFOLD_WRITES_BURST must be at least 1"),
                Arguments.of(
                        Map.of("STEPFOLD_WRITES_PER_SECOND", "-1"),
                        "STEPFOLD_STREAMS_PER_OWNER_MAX, STEPFOLD_READS_PER_OWNER_MAX and STEPFOLD_WRITES_PER_SECOND must be at least 0"),
                Arguments.of(Map.of("STEPFOLD_READS_MAX", "0"), "STEPFOLD_READS_MAX must be at least 1"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void refusesToStartWithOneClearSentence(Map<String, String> environment, String sentence) {
        assertThatThrownBy(() -> auth(environment))
                .isInstanceOfSatisfying(
                        RuntimeException.class,
                        failure -> assertThat(UnusableSettingsException.reasonOf(failure))
                                .contains(sentence));
    }

    @Test
    void usesNoSecretForTicketsWithoutAuthentication() {
        assertThat(auth(Map.of("STEPFOLD_TICKET_SECRET", SECRET, "STEPFOLD_JWT_SECRET", SECRET))
                        .ticketKey())
                .isEmpty();
    }

    @Test
    void warnsAtEveryStartIfTokensAreAcceptedForAnyAudience() {
        String warning = "tokens of the issuer are accepted for any audience: STEPFOLD_JWT_AUDIENCE is not set";
        Map<String, String> byIssuer =
                Map.of("STEPFOLD_AUTH", "jwt", "STEPFOLD_JWT_ISSUER", "https://issuer.example.com");
        Map<String, String> byKeys =
                Map.of("STEPFOLD_AUTH", "jwt", "STEPFOLD_JWT_JWKS_URL", "https://issuer.example.com/keys");
        Map<String, String> forUs = new HashMap<>(byIssuer);
        forUs.put("STEPFOLD_JWT_AUDIENCE", "stepfold");

        assertThat(warningsAtTheStart(byIssuer)).containsExactly(warning);
        assertThat(warningsAtTheStart(byIssuer)).containsExactly(warning);
        assertThat(warningsAtTheStart(byKeys)).containsExactly(warning);
        assertThat(warningsAtTheStart(forUs)).isEmpty();
        assertThat(warningsAtTheStart(Map.of("STEPFOLD_AUTH", "jwt", "STEPFOLD_JWT_SECRET", SECRET)))
                .isEmpty();
        assertThat(warningsAtTheStart(Map.of())).isEmpty();
    }

    private static List<String> warningsAtTheStart(Map<String, String> environment) {
        try (CapturedLog log = CapturedLog.of("dev.stepfold.gateway.auth")) {
            auth(environment);
            return log.lines();
        }
    }

    @Test
    void revealsNoSecret() {
        assertThat(auth(Map.of("STEPFOLD_AUTH", "jwt", "STEPFOLD_JWT_SECRET", SECRET))
                        .toString())
                .doesNotContain(SECRET);
    }

    private static AuthSettings auth(Map<String, String> environment) {
        Map<String, String> complete = new HashMap<>(environment);
        complete.put("STEPFOLD_SERVICE_SECRET", "a-secret-of-tests-0123456789-abcdef");
        return GatewaySettingsTest.bean(AuthSettings.class, complete);
    }

    private static CallerLimits limits(Map<String, String> environment) {
        return GatewaySettingsTest.bean(CallerLimits.class, environment);
    }
}
