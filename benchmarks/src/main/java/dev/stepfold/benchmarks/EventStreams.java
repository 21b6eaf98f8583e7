package dev.stepfold.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many event streams of one gateway on one thread, so that the clients cost little compared with what is measured.
 * Stream {@code n} watches document {@code n} of a feed, modulo the number of documents.
 */
final class EventStreams implements AutoCloseable {
    /** Connections that are being opened at once: fewer than the server's backlog. */
    private static final int OPENING_MAX = 100;

    private final InetSocketAddress gateway;
    private final Arrivals arrivals;
    private final EventFeed feed;
    private final int documents;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    private final Thread thread;
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicLong heartbeats = new AtomicLong();
    private final List<SocketChannel> channels = new ArrayList<>();
    private volatile boolean closed;

    /** Called for each event by the thread that reads. */
    interface Arrivals {
        /** An event of the stream with that number arrived. */
        void arrived(int stream, int document, long sequence, boolean inOrder);
    }

    private EventStreams(int port, EventFeed feed, int documents, Arrivals arrivals) throws IOException {
        this.gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.feed = feed;
        this.documents = documents;
        this.arrivals = arrivals;
        this.selector = Selector.open();
        this.thread = Thread.ofPlatform().name("event-streams").daemon().unstarted(this::run);
    }

    static EventStreams of(int port, EventFeed feed, int documents, Arrivals arrivals) {
        try {
            EventStreams streams = new EventStreams(port, feed, documents, arrivals);
            streams.thread.start();
            return streams;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens streams until there are {@code count}. */
    void open(int count) {
        wanted.set(count);
        selector.wakeup();
    }

    /** How many streams have received their first frame, whether they ended since or not. */
    int opened() {
        return open.get();
    }

    /** How many streams the gateway refused or ended. */
    int ended() {
        return ended.get();
    }

    /** How many comments came, on all streams. */
    long heartbeats() {
        return heartbeats.get();
    }

    private void run() {
        try {
            while (!closed) {
                while (channels.size() < wanted.get() && channels.size() - open.get() < OPENING_MAX) {
                    connect();
                }
                selector.select(this::ready, 100);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        int number = channels.size();
        channels.add(channel);
        channel.connect(gateway);
        channel.register(selector, SelectionKey.OP_CONNECT, new Stream(number, number % documents));
    }

    private void ready(SelectionKey key) {
        Stream stream = (Stream) key.attachment();
        try {
            if (key.isConnectable()) {
                ((SocketChannel) key.channel()).finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                ask((SocketChannel) key.channel(), stream);
            } else if (!stream.read((SocketChannel) key.channel())) {
                end(key);
            }
        } catch (IOException e) {
            end(key);
        }
    }

    private void ask(SocketChannel channel, Stream stream) throws IOException {
        String request = "GET /api/documents/" + feed.id(stream.document)
                + "/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    }

    private void end(SelectionKey key) {
        ended.incrementAndGet();
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts all connections. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
            for (SocketChannel channel : channels) {
                channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** One stream: finds the lines that begin with {@code id: } and those that begin with a colon. */
    private final class Stream {
        private static final String ID = "id: ";

        private final int number;
        private final int document;
        private int column;
        private boolean matches = true;
        private long digits;
        private boolean begun;
        private long last;

        Stream(int number, int document) {
            this.number = number;
            this.document = document;
        }

        /** @return false at the end of the stream */
        boolean read(SocketChannel channel) throws IOException {
            buffer.clear();
            int count = channel.read(buffer);
            buffer.flip();
            while (buffer.hasRemaining()) {
                take(buffer.get());
            }
            return count >= 0;
        }

        private void take(byte next) {
            if (next == '\n') {
                if (matches && column > ID.length()) {
                    event(digits);
                }
                column = 0;
                matches = true;
                digits = 0;
            } else {
                if (column == 0 && next == ':') {
                    heartbeats.incrementAndGet();
                }
                if (column < ID.length()) {
                    matches &= next == ID.charAt(column);
                } else if (matches) {
                    digits = digits * 10 + (next - '0');
                }
                column++;
            }
        }

        private void event(long sequence) {
            if (!begun) {
                begun = true;
                open.incrementAndGet();
            } else {
                arrivals.arrived(number, document, sequence, sequence == last + 1);
            }
            last = sequence;
        }
    }
}
