package dev.stepfold.gateway.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection that sends whatever a test likes, HTTP or not, and reads as much as it likes. */
public final class RawConnection implements AutoCloseable {
    private static final int SILENCE_MAX_MS = 20_000;
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length: ([0-9]+)\r?$");

    private final Socket socket = new Socket();

    private RawConnection(URI gateway, int receiveBufferBytes) {
        try {
            socket.setReceiveBufferSize(receiveBufferBytes);
            socket.setSoTimeout(SILENCE_MAX_MS);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RawConnection to(URI gateway) {
        return new RawConnection(gateway, 64 * 1024);
    }

    /** One whose unread bytes soon fill what the system holds for it. */
    public static RawConnection withSmallBuffer(URI gateway) {
        return new RawConnection(gateway, 4 * 1024);
    }

    /** Sends text; it is no failure if the other side has closed already. */
    public RawConnection send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawConnection send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException _) {
            // The gateway has closed the connection; the next read shows it.
        }
        return this;
    }

    /** Sends no more, and reads on. */
    public RawConnection shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Whether the gateway has closed the connection, or cut it, by what comes next. */
    public boolean isClosedByGateway() {
        try {
            socket.setSoTimeout(1);
            byte[] some = new byte[8 * 1024];
            int count = socket.getInputStream().read(some);
            return count < 0;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    /** What comes up to {@code end}, or to the end of the connection. */
    public String readUntil(String end) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                read.write(next);
                if (next == end.charAt(end.length() - 1)
                        && read.toString(StandardCharsets.UTF_8).endsWith(end)) {
                    break;
                }
            }
        } catch (SocketException _) {
            // Cut by the gateway: what came before counts.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    /** One answer with its body, by the length that it says to have; less where the connection ends before. */
    public String readAnswer() {
        String head = readUntil("\r\n\r\n");
        Matcher length = CONTENT_LENGTH.matcher(head);
        return length.find() ? head + read(Integer.parseInt(length.group(1))) : head;
    }

    /** The head with its body: by the length that it says to have, or else up to the end of the connection. */
    public String readBody(String head) {
        Matcher length = CONTENT_LENGTH.matcher(head);
        return head + (length.find() ? read(Integer.parseInt(length.group(1))) : readToEnd());
    }

    private String read(int bytes) {
        try {
            return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything up to the end of the connection. */
    public String readToEnd() {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(read);
        } catch (SocketException _) {
            // Cut by the gateway: what came before counts.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    /** Ends it as a process does that is killed: with a reset. */
    public void cut() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
