package dev.stepfold.documentlog.connection;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Asks an address, without Kafka's clients, who is there: these do not say it. One that does not encrypt takes the first
 * bytes of a broker's TLS alert for the length of an answer, and asks for 352 MB of memory (KAFKA-4090).
 */
final class Probe {
    private static final int WITHIN_MS = 1_000;
    private static final int ADDRESSES_MAX = 3;

    /** An address of {@code bootstrap.servers}: a host and a port. */
    private static final Pattern ADDRESS = Pattern.compile("(?:[\\w.-]*://)?\\[?([^\\[\\],]+?)]?:(\\d{1,5})");

    private static final short API_VERSIONS = 18;
    private static final int CORRELATION_ID = 0x53_74_65_70;
    private static final int REQUEST_BYTES = 10;
    private static final int ANSWER_BYTES_MAX = 1 << 20;

    /** An alert, and the first byte of every version of TLS (RFC 8446 section 5.1). */
    private static final int TLS_ALERT = 0x15_03;

    private Probe() {}

    /** Who is at an address. */
    enum Answer {
        /** A broker that does not encrypt. */
        BROKER,
        /** Something that wants to encrypt. */
        ENCRYPTED,
        /** Something that accepts connections and says nothing, or nothing that is known here. */
        SILENT
    }

    /**
     * Who is at the first of these addresses that says so; for some seconds at most.
     *
     * @return empty if none accepts connections
     */
    static Optional<Answer> of(String servers) {
        Optional<Answer> silent = Optional.empty();
        for (MatchResult address :
                ADDRESS.matcher(servers).results().limit(ADDRESSES_MAX).toList()) {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address.group(1).strip(), Integer.parseInt(address.group(2))), WITHIN_MS);
                Answer answer = answer(socket);
                if (answer != Answer.SILENT) {
                    return Optional.of(answer);
                }
                silent = Optional.of(answer);
            } catch (IOException | IllegalArgumentException _) {
                // Nobody accepts connections there.
            }
        }
        return silent;
    }

    /** Asks for the versions that a broker speaks, which it tells before any login. */
    private static Answer answer(Socket socket) {
        try {
            socket.setSoTimeout(WITHIN_MS);
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(Integer.BYTES + REQUEST_BYTES)
                            .putInt(REQUEST_BYTES)
                            .putShort(API_VERSIONS)
                            .putShort((short) 0)
                            .putInt(CORRELATION_ID)
                            .putShort((short) -1)
                            .array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            if (length >>> Short.SIZE == TLS_ALERT) {
                return Answer.ENCRYPTED;
            }
            return length > 0 && length <= ANSWER_BYTES_MAX && in.readInt() == CORRELATION_ID
                    ? Answer.BROKER
                    : Answer.SILENT;
        } catch (IOException _) {
            return Answer.SILENT;
        }
    }
}
