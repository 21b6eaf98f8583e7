package dev.stepfold.localstack.supervisor;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;

/**
 * Passes if {@code GET} answers 200.
 *
 * @param uri the health endpoint, http
 */
public record HttpHealth(URI uri) implements HealthCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** The endpoint every service has, on loopback. */
    public static HttpHealth onPort(int port) {
        return new HttpHealth(URI.create("http://127.0.0.1:" + port + "/health"));
    }

    @Override
    public boolean passes() {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout((int) TIMEOUT.toMillis());
            connection.setReadTimeout((int) TIMEOUT.toMillis());
            connection.setRequestProperty("Connection", "close");
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notAnswering) {
            return false;
        }
    }
}
