package dev.stepfold.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that connects again: a new connection, and a stream from its last event on. */
final class MissedEvents {
    private static final byte[] ID = "\nid: ".getBytes(StandardCharsets.US_ASCII);
    private static final int TIMEOUT_MS = 10_000;
    private static final int BUFFER_BYTES = 64 * 1024;

    private MissedEvents() {}

    /** Returns when so many events have arrived. */
    static void read(int port, String path, String lastEventId, int count) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            String request =
                    "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nLast-Event-ID: "
                            + lastEventId + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            count(socket.getInputStream(), count);
        }
    }

    /** Counts the lines that begin with {@code id: }, to the end of the last event. */
    private static void count(InputStream in, int count) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int matched = 0;
        int begun = 0;
        byte last = 0;
        while (true) {
            int length = in.read(buffer);
            if (length < 0) {
                throw new EOFException("only " + begun + " of " + count + " events");
            }
            for (int i = 0; i < length; i++) {
                matched = buffer[i] == ID[matched] ? matched + 1 : buffer[i] == ID[0] ? 1 : 0;
                if (matched == ID.length) {
                    begun++;
                    matched = 0;
                }
                if (begun == count && buffer[i] == '\n' && last == '\n') {
                    return;
                }
                last = buffer[i];
            }
        }
    }
}
