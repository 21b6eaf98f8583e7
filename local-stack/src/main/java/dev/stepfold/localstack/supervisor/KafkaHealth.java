package dev.stepfold.localstack.supervisor;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Passes if the broker answers an ApiVersions request (Kafka protocol, API key 18, version 0) without an error. An open
 * port is not enough: the broker listens before it processes requests. The few bytes are written directly, so that the
 * supervisor need not load a Kafka client.
 *
 * @param port the broker's, on loopback
 */
public record KafkaHealth(int port) implements HealthCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final short API_VERSIONS = 18;
    private static final short VERSION = 0;
    private static final int CORRELATION_ID = 1;
    private static final short NO_CLIENT_ID = -1;
    private static final int REQUEST_BYTES = 2 + 2 + 4 + 2;

    @Override
    public boolean passes() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) TIMEOUT.toMillis());
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(REQUEST_BYTES);
            out.writeShort(API_VERSIONS);
            out.writeShort(VERSION);
            out.writeInt(CORRELATION_ID);
            out.writeShort(NO_CLIENT_ID);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readInt();
            return in.readInt() == CORRELATION_ID && in.readShort() == 0;
        } catch (IOException notAnswering) {
            return false;
        }
    }
}
