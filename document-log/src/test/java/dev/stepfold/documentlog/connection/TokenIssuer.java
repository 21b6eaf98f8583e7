package dev.stepfold.documentlog.connection;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Gives tokens to who knows the secret (OAuth 2.0 client credentials, RFC 6749 section 4.4), and publishes the key that they
 * are signed with (RS256, RFC 7517).
 */
final class TokenIssuer implements AutoCloseable {
    /** The system property that names the addresses which Kafka's clients may ask for tokens and keys. */
    static final String ALLOWED = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    static final String SECRET = "a-secret-of-tests";
    static final String ISSUER = "https://issuer.example";
    static final String AUDIENCE = "kafka";

    private static final String CLIENT = "stepfold";
    private static final String KEY_ID = "key-1";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final KeyPair published = keyPair();
    private final HttpServer server;
    private volatile KeyPair signing = published;

    private TokenIssuer(HttpServer server) {
        this.server = server;
    }

    static TokenIssuer start() throws IOException {
        TokenIssuer issuer =
                new TokenIssuer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        issuer.server.createContext("/token", issuer::token);
        issuer.server.createContext("/keys", issuer::keys);
        issuer.server.start();
        return issuer;
    }

    String tokenEndpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    String keysEndpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    /** What each request for a token said: its authorization and its body. */
    List<String> asked() {
        return asked;
    }

    /** From now on tokens are signed with a key that is not the published one. */
    void signWithAnotherKey() {
        signing = keyPair();
    }

    /** From now on tokens are signed with the published key. */
    void signWithThePublishedKey() {
        signing = published;
    }

    /** How a client logs in with a token, besides Kafka's address and the protocol: variables of the environment. */
    Map<String, String> environment(String secret) {
        Map<String, String> environment = new HashMap<>();
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
        environment.put("KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL", tokenEndpoint());
        environment.put("KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID", CLIENT);
        environment.put("KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET", secret);
        return environment;
    }

    /** The header of a request with the right credentials. */
    static String authorization() {
        return "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
    }

    private void token(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        asked.add(authorization + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (authorization().equals(authorization)) {
            answer(
                    exchange,
                    200,
                    "{\"access_token\":\"" + signedToken() + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
        } else {
            answer(exchange, 401, "{\"error\":\"invalid_client\"}");
        }
    }

    private void keys(HttpExchange exchange) throws IOException {
        RSAPublicKey key = (RSAPublicKey) published.getPublic();
        answer(
                exchange,
                200,
                "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"" + KEY_ID + "\",\"n\":\""
                        + number(key.getModulus()) + "\",\"e\":\"" + number(key.getPublicExponent()) + "\"}]}");
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String signedToken() {
        long now = Instant.now().getEpochSecond();
        String content = base64("{\"alg\":\"RS256\",\"kid\":\"" + KEY_ID + "\"}") + "."
                + base64("{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"sub\":\"" + CLIENT
                        + "\",\"scope\":\"kafka\",\"iat\":" + now + ",\"exp\":" + (now + 3600) + "}");
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(signing.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without a sign (RFC 7518 section 6.3.1). */
    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return base64(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
