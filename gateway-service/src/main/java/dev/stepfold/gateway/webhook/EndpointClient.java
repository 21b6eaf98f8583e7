package dev.stepfold.gateway.webhook;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Posts to one URL, and reads the status of the answer (HTTP/1.1, RFC 9112). The JDK's client resolves a host by itself, so
 * that an address could be another one than the one that was checked; this one connects to the checked address. It follows
 * no redirect, uses no proxy and keeps no connection.
 *
 * <p>Safe for use by many threads.
 */
final class EndpointClient implements AutoCloseable {
    private static final int HEAD_BYTES_MAX = 16 * 1024;

    /** How much of an answer's body is read, so that its server sees an orderly end. */
    private static final int BODY_BYTES_MAX = 16 * 1024;

    private static final Duration BODY_WAIT_MAX = Duration.ofMillis(500);
    private static final int INTERIM_ANSWERS_MAX = 5;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");
    private static final Pattern RETRY_AFTER =
            Pattern.compile("retry-after:\\s*([0-9]{1,9})\\s*", Pattern.CASE_INSENSITIVE);

    private final AddressGuard guard;
    private final Supplier<SSLSocketFactory> tls;
    private final Duration connectMax;
    private final Duration timeout;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("webhook-deadlines").daemon().factory());

    /**
     * @param tls makes secured connections; asked when one is needed
     * @param timeout how long one post may take, from the first connection to the last header of the answer; to resolve the
     *     host takes as long as the system's resolver does
     */
    EndpointClient(AddressGuard guard, Supplier<SSLSocketFactory> tls, Duration timeout) {
        this.guard = guard;
        this.tls = tls;
        this.connectMax = timeout.dividedBy(2);
        this.timeout = timeout;
    }

    /**
     * Posts.
     *
     * @throws RefusedAddressException if the host may not be called
     * @throws IOException if no answer came in time
     */
    Answer post(URI url, Post post) throws IOException {
        List<InetAddress> addresses = guard.addresses(url);
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        try (Socket socket = connect(url, addresses, deadlineNanos)) {
            open.add(socket);
            ScheduledFuture<?> cut =
                    deadlines.schedule(() -> cut(socket), deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            try {
                return isSecure(url) ? exchange(url, secured(socket, url), post) : exchange(url, socket, post);
            } catch (IOException e) {
                throw System.nanoTime() >= deadlineNanos ? timedOut(e) : e;
            } finally {
                cut.cancel(false);
                open.remove(socket);
            }
        }
    }

    private Socket connect(URI url, List<InetAddress> addresses, long deadlineNanos) throws IOException {
        int port = url.getPort() > 0 ? url.getPort() : isSecure(url) ? 443 : 80;
        IOException failure = new SocketTimeoutException();
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), (int)
                        Math.min(connectMax.toMillis(), leftMs(deadlineNanos)));
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
            if (System.nanoTime() >= deadlineNanos) {
                break;
            }
        }
        throw failure instanceof SocketTimeoutException ? timedOut(failure) : failure;
    }

    /** With the certificate checked against the URL's host (RFC 2818), whatever address it was resolved to. */
    private Socket secured(Socket socket, URI url) throws IOException {
        SSLSocket secured =
                (SSLSocket) tls.get().createSocket(socket, withoutBrackets(url.getHost()), socket.getPort(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static Answer exchange(URI url, Socket socket, Post post) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(head(url, post).getBytes(StandardCharsets.US_ASCII));
        out.write(post.body());
        out.flush();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        Answer answer = answer(in);
        drain(socket, in);
        return answer;
    }

    private static String head(URI url, Post post) {
        URI ascii = URI.create(url.toASCIIString());
        StringBuilder head = new StringBuilder("POST ")
                .append(ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath())
                .append(ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery())
                .append(" HTTP/1.1\r\nHost: ")
                .append(url.getRawAuthority())
                .append("\r\nUser-Agent: Stepfold-Webhooks\r\nAccept: */*\r\nConnection: close\r\nContent-Length: ")
                .append(post.body().length)
                .append("\r\n");
        post.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    private static Answer answer(InputStream in) throws IOException {
        int[] left = {HEAD_BYTES_MAX};
        for (int i = 0; i <= INTERIM_ANSWERS_MAX; i++) {
            Matcher line = STATUS.matcher(line(in, left));
            if (!line.matches()) {
                throw new IOException("the answer is not HTTP/1.1");
            }
            int status = Integer.parseInt(line.group(1));
            Optional<Duration> retryAfter = Optional.empty();
            for (String header = line(in, left); !header.isEmpty(); header = line(in, left)) {
                Matcher asked = RETRY_AFTER.matcher(header);
                if (asked.matches()) {
                    retryAfter = Optional.of(Duration.ofSeconds(Long.parseLong(asked.group(1))));
                }
            }
            if (status >= 200) {
                return new Answer(status, retryAfter);
            }
        }
        throw new IOException("no final answer");
    }

    /** @param left how many bytes may still be read */
    private static String line(InputStream in, int[] left) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed before the answer");
            }
            if (--left[0] < 0) {
                throw new IOException("the head of the answer is longer than " + HEAD_BYTES_MAX + " bytes");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    private static void drain(Socket socket, InputStream in) {
        try {
            socket.setSoTimeout((int) BODY_WAIT_MAX.toMillis());
            byte[] buffer = new byte[1024];
            int read = 0;
            for (int next = in.read(buffer); next >= 0 && read < BODY_BYTES_MAX; next = in.read(buffer)) {
                read += next;
            }
        } catch (IOException _) {
            // The answer was read; what its server does with the connection then is its own affair.
        }
    }

    private static boolean isSecure(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static long leftMs(long deadlineNanos) {
        return Math.max(1, Duration.ofNanos(deadlineNanos - System.nanoTime()).toMillis());
    }

    private IOException timedOut(IOException cause) {
        return new IOException("no answer within " + timeout.toSeconds() + " s", cause);
    }

    private static void cut(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed for whoever uses it.
        }
    }

    /** Cuts the posts under way. */
    @Override
    public void close() {
        deadlines.shutdownNow();
        open.forEach(EndpointClient::cut);
    }
}
