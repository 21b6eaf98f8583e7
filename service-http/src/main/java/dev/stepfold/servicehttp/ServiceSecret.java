package dev.stepfold.servicehttp;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The secret by which the services recognise each other: a bearer token (RFC 6750) that all of them have. */
public final class ServiceSecret {
    private static final String SCHEME = "Bearer ";

    private final String header;

    ServiceSecret(String secret) {
        this.header = SCHEME + secret;
    }

    /** The value of the header {@code Authorization} with which a service calls another. */
    public String header() {
        return header;
    }

    /** Whether a request is from a service. The comparison takes the same time however much of a guess is right. */
    public boolean isIn(HttpRequest<?> request) {
        @Nullable String given = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        return given != null && MessageDigest.isEqual(bytes(given), bytes(header));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "ServiceSecret";
    }
}
