package dev.stepfold.servicehttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The health check of the images, as a program: it asks the service of its own container for {@code /health}, so that an image
 * needs neither a shell nor a client of HTTP for that. It ends with 0 if the answer is 200, else with 1 and the reason.
 *
 * <p>It uses nothing but a socket of the JDK, because it runs every few seconds in a JVM of its own.
 */
public final class HealthCheck {
    private static final String PORT = "MICRONAUT_SERVER_PORT";

    /** For the connection, and again for the answer. */
    private static final int TIMEOUT_MS = 1_500;

    private static final int STATUS_LINE_BYTES_MAX = 64;

    /** A gateway answers only to its own names, of which this is always one. */
    private static final String REQUEST = "GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n";

    private HealthCheck() {}

    /** Asks at the port that {@code MICRONAUT_SERVER_PORT} names. */
    public static void main(String[] arguments) {
        String reason = problem(System.getenv());
        if (!reason.isEmpty()) {
            System.err.println(reason);
            System.exit(1);
        }
    }

    private static String problem(Map<String, String> variables) {
        try {
            String status = status(Integer.parseInt(variables.getOrDefault(PORT, "")));
            return status.startsWith("200") ? "" : "the service answers " + status;
        } catch (NumberFormatException _) {
            return PORT + " must be the service's port";
        } catch (IOException e) {
            return "the service does not answer: " + e.getMessage();
        }
    }

    /** The code and the reason of the answer's status line (RFC 9112, section 4). */
    private static String status(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            String line =
                    new String(socket.getInputStream().readNBytes(STATUS_LINE_BYTES_MAX), StandardCharsets.ISO_8859_1);
            return line.substring(line.indexOf(' ') + 1).lines().findFirst().orElse("nothing");
        }
    }
}
