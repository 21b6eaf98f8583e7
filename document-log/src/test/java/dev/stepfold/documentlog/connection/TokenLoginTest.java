package dev.stepfold.documentlog.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A login with client credentials (OAUTHBEARER): a client fetches its token before it connects to any broker. */
class TokenLoginTest {
    private static final String ALLOWED = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    private static final String SECRET = "a-secret-of-tests";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer issuer;
    private int status = 200;

    @BeforeEach
    void startIssuer() throws Exception {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/token", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = ("{\"access_token\":\"" + token() + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        issuer.start();
    }

    @AfterEach
    void stopIssuer() {
        System.clearProperty(ALLOWED);
        issuer.stop(0);
    }

    @Test
    void fetchesATokenFromTheEndpoint() {
        System.setProperty(ALLOWED, endpoint());

        try (Admin _ = KafkaConnection.ofEnvironment(environment()).admin(Map.of())) {
            String credentials =
                    Base64.getEncoder().encodeToString(("stepfold:" + SECRET).getBytes(StandardCharsets.UTF_8));
            assertThat(asked).singleElement().asString().contains("Basic " + credentials, "client_credentials");
        }
    }

    @Test
    void namesThePropertyThatAllowsTheEndpoint() {
        KafkaConnection kafka = KafkaConnection.ofEnvironment(environment());

        assertThatThrownBy(() -> kafka.admin(Map.of()).close())
                .isInstanceOfSatisfying(
                        KafkaException.class,
                        failure -> assertThat(KafkaProblem.sentence(kafka, failure))
                                .isEqualTo(
                                        "the address in KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL must be allowed: set "
                                                + "JDK_JAVA_OPTIONS=-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=<address>"));
        assertThat(asked).isEmpty();
    }

    @Test
    void namesTheCredentialsThatAreRefused() {
        System.setProperty(ALLOWED, endpoint());
        status = 401;
        KafkaConnection kafka = KafkaConnection.ofEnvironment(environment());

        assertThatThrownBy(() -> kafka.admin(Map.of()).close())
                .isInstanceOfSatisfying(
                        KafkaException.class,
                        failure -> assertThat(KafkaProblem.sentence(kafka, failure))
                                .contains("KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET")
                                .doesNotContain(SECRET));
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        environment.put("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT");
        environment.put("KAFKA_SASL_MECHANISM", "OAUTHBEARER");
        environment.put(
                "KAFKA_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
        environment.put(
                "KAFKA_SASL_LOGIN_CALLBACK_HANDLER_CLASS",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
        environment.put(
                "KAFKA_SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS",
                "org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever");
        environment.put("KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL", endpoint());
        environment.put("KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID", "stepfold");
        environment.put("KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET", SECRET);
        return environment;
    }

    private String endpoint() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort() + "/token";
    }

    private static String token() {
        long now = Instant.now().getEpochSecond();
        return base64("{\"alg\":\"none\"}")
                + "."
                + base64("{\"sub\":\"stepfold\",\"scope\":\"kafka\",\"iat\":" + now + ",\"exp\":" + (now + 3600) + "}")
                + "." + base64("signature");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
