package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A body as server-sent events (WHATWG HTML, section 9.2.6), wherever it is cut. */
class BodyReaderEventsTest {
    private static final int STREAMS = 2_000;
    private static final long BODY_MAX = 64L * 1024 * 1024;
    private static final int MEBIBYTE = 1024 * 1024;

    static Stream<Arguments> streams() {
        return Stream.of(
                Arguments.of("data: a\n\ndata: b\n\n", List.of("a", "b")),
                Arguments.of("data: a\r\rdata: b\r\r", List.of("a", "b")),
                Arguments.of("data: a\r\n\r\ndata: b\r\n\r\n", List.of("a", "b")),
                Arguments.of("data: a\r\n\ndata: b\n\r", List.of("a", "b")),
                Arguments.of("data: a\n\r\ndata: b\r\r\n", List.of("a", "b")),
                Arguments.of("\ufeffdata: a\n\n", List.of("a")),
                Arguments.of("\ufeff\ufeffdata: a\n\ndata: b\n\n", List.of("b")),
                Arguments.of("data: a\n\n\ufeffdata: b\n\n", List.of("a")),
                Arguments.of(": keep-alive\n\ndata: a\n: in between\ndata: b\n\n:\n\n", List.of("a\nb")),
                Arguments.of("data:a\n\ndata:  b \n\n", List.of("a", " b ")),
                Arguments.of("data: YHOO\ndata: +2\ndata: 10\n\n", List.of("YHOO\n+2\n10")),
                Arguments.of("data\n\ndata\ndata\n\ndata:\n\n", List.of("", "\n", "")),
                Arguments.of("data: a\ndata:\ndata: b\n\n", List.of("a\n\nb")),
                Arguments.of("event: x\nid: 1\nretry: 5\n\ndata: a\n\n", List.of("a")),
                Arguments.of("nonsense\ndatabase: x\n data: y\nDATA: z\ndata: a: b\n\n", List.of("a: b")),
                Arguments.of("data: a\n\ndata: b\n", List.of("a")),
                Arguments.of("data: a\n\ndata: b", List.of("a")),
                Arguments.of("\n\r\n\r\rdata: \u00e4\u20ac\ud83d\ude00\n\n", List.of("\u00e4\u20ac\ud83d\ude00")),
                Arguments.of("", List.of()));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void readsAStreamWhereverItIsCut(String stream, List<String> events) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);

        assertThat(events(List.of(bytes))).isEqualTo(events);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(events(List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length))))
                    .as("cut at %d", cut)
                    .isEqualTo(events);
        }
        assertThat(events(pieces(bytes, new Random(0), 1))).isEqualTo(events);
    }

    @Test
    void readsTheSameEventsWithAnyLineEndsAndCuts() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < STREAMS; i++) {
            List<String> events = Stream.generate(() -> anyData(random))
                    .limit(random.nextInt(6))
                    .toList();
            byte[] bytes = written(events, random).getBytes(StandardCharsets.UTF_8);

            assertThat(events(pieces(bytes, random, 1 + random.nextInt(9))))
                    .as("seed %d, stream %d", seed, i)
                    .isEqualTo(events);
        }
    }

    @Test
    void takesNoEventThatIsLongerThanAnyShouldBe() {
        byte[] mebibyte = "x".repeat(MEBIBYTE).getBytes(StandardCharsets.UTF_8);
        byte[] line = ("data: " + "x".repeat(MEBIBYTE - 1) + "\n").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> events(List.of(mebibyte, mebibyte, mebibyte, mebibyte, mebibyte)))
                .as("a line without an end")
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("an event is longer than 4194304 bytes");
        assertThatThrownBy(() -> events(List.of(line, line, line, line, line)))
                .as("an event without an end")
                .isInstanceOf(UncheckedIOException.class);
        assertThat(events(List.of(line, line, line, "\n".getBytes(StandardCharsets.UTF_8))))
                .singleElement()
                .satisfies(data -> assertThat(data).hasSize(3 * MEBIBYTE - 1));
    }

    private static String anyData(Random random) {
        StringBuilder data = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            data.appendCodePoint("a :{}\n\ufeff\u00e4\u20ac\ud83d\ude00"
                    .codePoints()
                    .skip(random.nextInt(10))
                    .findFirst()
                    .orElseThrow());
        }
        return data.toString();
    }

    /** The events as a server might write them. */
    private static String written(List<String> events, Random random) {
        StringBuilder stream = new StringBuilder(random.nextBoolean() ? "" : "\ufeff");
        for (String event : events) {
            stream.append(anyNoise(random));
            for (String line : event.split("\n", -1)) {
                boolean space = line.startsWith(" ") || random.nextBoolean();
                stream.append("data:").append(space ? " " : "").append(line).append(anyLineEnd(random));
                stream.append(anyNoise(random));
            }
            // A line feed after a carriage return would belong to it.
            stream.append(stream.charAt(stream.length() - 1) == '\r' ? "\r" : anyLineEnd(random));
        }
        return stream.append(random.nextBoolean() ? "" : "data: cut off").toString();
    }

    private static String anyNoise(Random random) {
        String noise = List.of("", "", ": comment", ":", "event: message", "id", "retry: 9", "unknown: x")
                .get(random.nextInt(8));
        return noise.isEmpty() ? "" : noise + anyLineEnd(random);
    }

    private static String anyLineEnd(Random random) {
        return List.of("\n", "\r\n", "\r").get(random.nextInt(3));
    }

    private static List<byte[]> pieces(byte[] bytes, Random random, int lengthMax) {
        List<byte[]> pieces = new ArrayList<>();
        for (int begin = 0; begin < bytes.length; ) {
            int end = Math.min(bytes.length, begin + 1 + random.nextInt(lengthMax));
            pieces.add(Arrays.copyOfRange(bytes, begin, end));
            begin = end;
        }
        return pieces;
    }

    private static List<String> events(List<byte[]> pieces) {
        List<String> events = new ArrayList<>();
        try (BodyReader body = new BodyReader(published(pieces), OpenAiRun.LONG, BODY_MAX)) {
            body.forEachEvent(events::add);
        }
        return events;
    }

    private static Flow.Publisher<List<ByteBuffer>> published(List<byte[]> pieces) {
        Iterator<byte[]> left = pieces.iterator();
        return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                if (left.hasNext()) {
                    subscriber.onNext(List.of(ByteBuffer.wrap(left.next())));
                } else {
                    subscriber.onComplete();
                }
            }

            @Override
            public void cancel() {
                // Nothing is held.
            }
        });
    }
}
