package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.stepfold.gateway.testkit.CapturedLog;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.Issuer;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.testkit.SharedBroker;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which tokens are accepted. A valid one is answered 404 for a document that does not exist; an invalid one is answered
 * 401.
 */
@Timeout(60)
final class TokenTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final String DOCUMENT = "/api/documents/none";
    private static final String SECRET = "a secret of thirty-two bytes, more";
    private static final Issuer ISSUER = new Issuer();
    private static String bootstrapServers;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        bootstrapServers = BROKER.bootstrapServers();
        gateway = gateway(Map.of("stepfold.jwt-issuer", ISSUER.uri(), "stepfold.jwt-audience", "other,stepfold"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        ISSUER.close();
    }

    @Test
    void acceptsTokensOfTheIssuer() {
        assertThat(status(gateway, ISSUER.token("alice"))).isEqualTo(404);
        assertThat(status(
                        gateway,
                        ISSUER.sign(good().notBeforeTime(Date.from(Instant.now().plusSeconds(5)))
                                .build())))
                .isEqualTo(404);
    }

    static Stream<Arguments> badTokens() throws Exception {
        RSAKey other = Issuer.newKey("first");
        SignedJWT confused = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), good().build());
        confused.sign(new MACSigner(ISSUER.key().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        String[] parts = ISSUER.token("alice").split("\\.", -1);
        String[] admin = ISSUER.token("alice", "admin").split("\\.", -1);
        return Stream.of(
                Arguments.of("not signed", new PlainJWT(good().build()).serialize()),
                Arguments.of("signature cut off", parts[0] + "." + parts[1] + "."),
                Arguments.of("claims of another token", parts[0] + "." + admin[1] + "." + parts[2]),
                Arguments.of("wrong key of the same id", Issuer.sign(good().build(), other)),
                Arguments.of("unknown key", Issuer.sign(good().build(), Issuer.newKey("unknown"))),
                Arguments.of("public key taken for a shared secret", confused.serialize()),
                Arguments.of(
                        "expired",
                        claims(good().expirationTime(Date.from(Instant.now().minusSeconds(1))))),
                Arguments.of("never expires", claims(good().expirationTime(null))),
                Arguments.of(
                        "not yet valid",
                        claims(good().notBeforeTime(Date.from(Instant.now().plusSeconds(90))))),
                Arguments.of("wrong issuer", claims(good().issuer("http://somebody.else"))),
                Arguments.of("no issuer", claims(good().issuer(null))),
                Arguments.of("wrong audience", claims(good().audience("another"))),
                Arguments.of("no audience", claims(good().audience((String) null))),
                Arguments.of("no subject", claims(good().subject(null))),
                Arguments.of("blank subject", claims(good().subject("  "))),
                Arguments.of("subject too long", claims(good().subject("a".repeat(256)))),
                Arguments.of("subject with a line break", claims(good().subject("a\nb"))),
                Arguments.of("subject with a next line", claims(good().subject("a\u0085b"))),
                Arguments.of(
                        "subject with half a character",
                        ISSUER.sign(good().build().toString().replace("alice", "\\ud83d"))),
                Arguments.of("subject of what nobody owns", claims(good().subject("local"))),
                Arguments.of("administrator of that subject", ISSUER.token("local", "admin")),
                Arguments.of("garbage", "garbage"),
                Arguments.of("garbage in three parts", "a.b.c"),
                Arguments.of("nothing", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void refusesABadToken(String what, String token) throws Exception {
        HttpResponse<String> answer = gateway.get(DOCUMENT, "Authorization", "Bearer " + token);

        assertThat(answer.statusCode()).as(what).isEqualTo(401);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("www-authenticate"))
                .hasValue("Bearer realm=\"stepfold\", error=\"invalid_token\"");
        assertThat(code(answer)).isEqualTo("unauthenticated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"exp\":\"tomorrow\"",
                "\"exp\":[1]",
                "\"nbf\":\"soon\"",
                "\"iat\":{}",
                "\"aud\":5",
                "\"aud\":[5]",
                "\"aud\":{\"stepfold\":true}",
                "\"iss\":5",
                "\"jti\":[]",
                "\"sub\":\"eve\"",
                "no JSON"
            })
    void logsAMalformedClaimInOneLine(String claim) {
        String json = good().build().toString();
        String token = ISSUER.sign(json.substring(0, json.length() - 1) + "," + claim + "}");
        try (CapturedLog library = CapturedLog.of("io.micronaut");
                CapturedLog own = CapturedLog.of("dev.stepfold.gateway.auth.TokenSignature")) {
            assertThat(status(gateway, token)).isEqualTo(401);

            assertThat(library.lines()).isEmpty();
            assertThat(own.lines())
                    .singleElement(STRING)
                    .startsWith("a signed token is refused, its claims are malformed reason=")
                    .doesNotContain("\n", "alice", "tomorrow");
        }
    }

    static Stream<Arguments> rolesOfNobody() {
        return Stream.of(
                Arguments.of(5),
                Arguments.of(true),
                Arguments.of("admin"),
                Arguments.of(Map.of("admin", true)),
                Arguments.of(List.of(List.of("admin"))),
                Arguments.of(List.of(Map.of("name", "admin"))),
                Arguments.of(Collections.singletonList(null)),
                Arguments.of(Arrays.asList("admin", null)),
                Arguments.of(List.of("admin", 5)));
    }

    @ParameterizedTest
    @MethodSource("rolesOfNobody")
    void makesNobodyAnAdministratorByMalformedRolesAndLogsThemInOneLine(Object roles) {
        String token = claims(good().claim("roles", roles));
        try (CapturedLog library = CapturedLog.of("io.micronaut");
                CapturedLog own = CapturedLog.of("dev.stepfold.gateway.auth")) {
            assertThat(gateway.get("/prometheus", "Authorization", "Bearer " + token)
                            .statusCode())
                    .isEqualTo(403);

            assertThat(library.lines()).isEmpty();
            assertThat(own.lines()).containsExactly("the roles of a token are ignored, they are not a list of strings");
        }
        assertThat(status(gateway, token)).isEqualTo(404);
    }

    @Test
    void acceptsSubjectsOfTheGreatestLength() {
        assertThat(status(gateway, ISSUER.token("a".repeat(255)))).isEqualTo(404);
        assertThat(status(gateway, ISSUER.token("\ud83d\ude00".repeat(127)))).isEqualTo(404);
    }

    @Test
    void refusesACallWithTwoAuthorizationHeaders() {
        String bearer = "Bearer " + ISSUER.token("alice");

        for (String other : List.of(bearer, "Bearer " + ISSUER.token("eve"), "Bearer x.y.z", "Basic YTpi")) {
            assertThat(gateway.get(DOCUMENT, "Authorization", bearer, "Authorization", other)
                            .statusCode())
                    .as(other)
                    .isEqualTo(401);
            assertThat(gateway.get(DOCUMENT, "Authorization", other, "Authorization", bearer)
                            .statusCode())
                    .as(other)
                    .isEqualTo(401);
        }
    }

    @Test
    void refusesATokenLargerThanHeadersMayBeBeforeItIsRead() {
        HttpResponse<String> answer =
                gateway.get(DOCUMENT, "Authorization", "Bearer " + claims(good().claim("padding", "a".repeat(20_000))));

        assertThat(answer.statusCode()).isBetween(400, 499).isNotEqualTo(404);
    }

    @Test
    void refusesACallWithoutATokenAndOtherSchemes() {
        HttpResponse<String> without = gateway.get(DOCUMENT);

        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("www-authenticate")).hasValue("Bearer realm=\"stepfold\"");
        assertThat(gateway.get(DOCUMENT, "Authorization", "Basic YTpi").statusCode())
                .isEqualTo(401);
        assertThat(gateway.get(DOCUMENT + "?access_token=" + ISSUER.token("alice"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(gateway.post("/api/documents", "{\"request\":\"x\"}").statusCode())
                .isEqualTo(401);
        assertThat(gateway.get("/api/nowhere").statusCode()).isEqualTo(401);
    }

    @Test
    void keepsThePageTheContractAndTheProbesPublicAndTheMetricsForAdministrators() throws Exception {
        assertThat(gateway.get("/").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/openapi.yaml").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/prometheus").statusCode()).isEqualTo(401);

        HttpResponse<String> forbidden = gateway.get("/prometheus", "Authorization", "Bearer " + ISSUER.token("alice"));
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(code(forbidden)).isEqualTo("forbidden");
        assertThat(gateway.get("/prometheus", "Authorization", "Bearer " + ISSUER.token("root", "admin"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void findsTheKeysAtTheirAddressAndFollowsTheirRotation() {
        try (Issuer issuer = new Issuer();
                Gateway own = gateway(Map.of("stepfold.jwt-jwks-url", issuer.jwksUrl()))) {
            String before = issuer.token("alice");
            assertThat(status(own, before)).isEqualTo(404);

            issuer.rotate("second");

            assertThat(status(own, issuer.token("alice"))).isEqualTo(404);
            assertThat(status(own, before)).isEqualTo(401);
        }
    }

    @Test
    void doesNotFetchTheKeysAgainForEveryUnknownKey() {
        try (Issuer issuer = new Issuer();
                Gateway own = gateway(Map.of("stepfold.jwt-jwks-url", issuer.jwksUrl()))) {
            assertThat(status(own, issuer.token("alice"))).isEqualTo(404);
            RSAKey foreign = Issuer.newKey("foreign");
            String token = Issuer.sign(issuer.claims("eve", Duration.ofHours(1)).build(), foreign);

            for (int i = 0; i < 20; i++) {
                assertThat(status(own, token)).isEqualTo(401);
            }

            assertThat(issuer.keyFetches()).isLessThanOrEqualTo(3);
            assertThat(status(own, issuer.token("alice"))).isEqualTo(404);
        }
    }

    @Test
    void keepsUsingItsKeysWhileTheIssuerIsUnavailable() {
        try (Issuer issuer = new Issuer();
                Gateway own = gateway(Map.of("stepfold.jwt-issuer", issuer.uri()))) {
            assertThat(status(own, issuer.token("alice"))).isEqualTo(404);

            issuer.goAway();

            JWTClaimsSet claims = issuer.claims("eve", Duration.ofHours(1)).build();
            assertThat(status(own, Issuer.sign(claims, Issuer.newKey("foreign"))))
                    .isEqualTo(401);
            assertThat(status(own, issuer.token("alice"))).isEqualTo(404);
        }
    }

    @Test
    void saysThatTokensCannotBeCheckedWhileTheKeysWereNeverFetched() throws Exception {
        try (Issuer issuer = new Issuer();
                Gateway own = gateway(Map.of("stepfold.jwt-issuer", issuer.uri()))) {
            issuer.goAway();

            for (int i = 0; i < 5; i++) {
                HttpResponse<String> answer = own.get(DOCUMENT, "Authorization", "Bearer " + issuer.token("alice"));
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(code(answer)).isEqualTo("keys-unavailable");
                assertThat(answer.headers().firstValue("retry-after")).hasValue("5");
            }
            assertThat(own.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void acceptsTokensSignedWithASharedSecret() throws Exception {
        try (Gateway own = gateway(Map.of("stepfold.jwt-secret", SECRET))) {
            assertThat(status(own, signed(SECRET, "alice"))).isEqualTo(404);
            assertThat(status(own, signed("another secret of thirty-two bytes", "alice")))
                    .isEqualTo(401);
            assertThat(status(own, new PlainJWT(good().build()).serialize())).isEqualTo(401);
            assertThat(status(own, ISSUER.token("alice"))).isEqualTo(401);
        }
    }

    private static String signed(String secret, String subject) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("any").build(),
                ISSUER.claims(subject, Duration.ofHours(1)).build());
        jwt.sign(new MACSigner(secret));
        return jwt.serialize();
    }

    private static JWTClaimsSet.Builder good() {
        return ISSUER.claims("alice", Duration.ofHours(1));
    }

    private static String claims(JWTClaimsSet.Builder claims) {
        return ISSUER.sign(claims.build());
    }

    private static Gateway gateway(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("stepfold.auth", "jwt");
        return new Gateway(bootstrapServers, all).awaitReady();
    }

    private static int status(Gateway gateway, String token) {
        return gateway.get(DOCUMENT, "Authorization", "Bearer " + token).statusCode();
    }

    private static String code(HttpResponse<String> answer) throws Exception {
        return ContractMapper.mapper().readTree(answer.body()).path("code").asText();
    }
}
