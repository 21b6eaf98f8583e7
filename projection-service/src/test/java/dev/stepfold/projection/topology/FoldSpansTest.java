package dev.stepfold.projection.topology;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.projection.EventStory;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.tracing.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was folded is in the trace of what was appended. */
class FoldSpansTest {
    private static final Random RANDOM = new Random(1);
    private static final EventStory STORY =
            EventStory.of("clinic").started("Create a clinic").processing(StepId.first());

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path stateDir;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TopologyTestDriver driver;

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final Tracing tracing = Tracing.by(OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build());
    private Instant now = STORY.event(0).timestamp().plusMillis(5);

    @BeforeEach
    void open() {
        open(tracing);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private void open(Tracing traced) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        InstantSource clock = () -> now;
        driver = new TopologyTestDriver(
                DocumentTopology.build(
                        DocumentTopology.Config.DEFAULT,
                        KafkaNames.DEFAULT,
                        FakeLogs.none(),
                        new FoldSpans(traced, clock)),
                settings);
    }

    @Test
    void eachFoldIsAChildOfTheAppendThatItsRecordNames() {
        // When
        Traceparent first = send(STORY.event(0));
        Traceparent second = send(STORY.event(1));

        // Then
        assertThat(exporter.getFinishedSpanItems())
                .extracting(SpanData::getName, SpanData::getTraceId, SpanData::getParentSpanId)
                .containsExactly(
                        tuple("fold agent-run", first.traceId(), first.spanId()),
                        tuple("fold agent-step", second.traceId(), second.spanId()));
        SpanData span = exporter.getFinishedSpanItems().getLast();
        assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(span.getStartEpochNanos()).isEqualTo(nanos(now));
        assertThat(span.getAttributes().get(AttributeKey.stringKey("stepfold.document.id")))
                .isEqualTo("clinic");
        assertThat(span.getAttributes().get(AttributeKey.longKey("stepfold.sequence")))
                .isEqualTo(1);
        assertThat(span.getAttributes().get(AttributeKey.stringKey("stepfold.status")))
                .isEqualTo("processing");
    }

    @Test
    void anEventThatTheStateHasIsNotFoldedAgain() {
        // Given
        send(STORY.event(0));
        exporter.reset();

        // When
        send(STORY.event(0));

        // Then
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void anEventThatDoesNotFitIsNotFolded() {
        // When
        send(STORY.event(1));

        // Then
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void whatIsBuiltAnewFromOldEventsHasNoSpans() {
        // Given
        now = STORY.event(0).timestamp().plus(FoldSpans.RECENT);

        // When
        send(STORY.event(0));

        // Then
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
        assertThat(driver.getKeyValueStore(DocumentTopology.DOCUMENTS).get("clinic"))
                .isInstanceOf(StoredState.Current.class);
    }

    @Test
    void noTimeOfAnEventStopsTheFold() {
        // Given
        RecordedEvent first = STORY.event(0);
        FoldSpans spans = new FoldSpans(tracing, () -> now);

        // When
        for (Instant decided : new Instant[] {Instant.MIN, Instant.MAX}) {
            RecordedEvent odd =
                    new RecordedEvent(first.documentId(), first.runId(), first.sequence(), decided, first.event());
            ProducerRecord<String, byte[]> record =
                    Records.forStepEvents(KafkaNames.DEFAULT, first, Traceparent.random(RANDOM));
            spans.folded(odd, record.headers(), spans.begin());
        }

        // Then
        assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    }

    @Test
    void anErasureHasASpanTheFirstTime() {
        // Given
        send(STORY.event(0));
        exporter.reset();
        Traceparent trace = Traceparent.random(RANDOM);
        ProducerRecord<String, byte[]> tombstone =
                Records.forStepEvents(KafkaNames.DEFAULT, new Tombstone(STORY.documentId(), now), trace);

        // When
        send(tombstone);
        send(tombstone);

        // Then
        assertThat(exporter.getFinishedSpanItems()).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("fold document-erased");
            assertThat(span.getParentSpanId()).isEqualTo(trace.spanId());
        });
    }

    @Test
    void aRecordThatNamesNoTraceIsFoldedAllTheSame() {
        // Given
        ProducerRecord<String, byte[]> record =
                Records.forStepEvents(KafkaNames.DEFAULT, STORY.event(0), Traceparent.random(RANDOM));
        record.headers().remove(Traceparent.HEADER).add(Traceparent.HEADER, "00-none".getBytes(US_ASCII));

        // When
        send(record);

        // Then
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
        assertThat(driver.getKeyValueStore(DocumentTopology.DOCUMENTS).get("clinic"))
                .isInstanceOf(StoredState.Current.class);
    }

    @Test
    void noClockIsAskedWhileSpansAreNotRecorded() {
        // Given
        FoldSpans off = new FoldSpans(Tracing.OFF, () -> {
            throw new AssertionError("asked for the time");
        });

        // Then
        assertThat(off.begin()).isEqualTo(Instant.MAX);
    }

    private Traceparent send(RecordedEvent event) {
        Traceparent trace = Traceparent.random(RANDOM);
        send(Records.forStepEvents(KafkaNames.DEFAULT, event, trace));
        return trace;
    }

    private void send(ProducerRecord<String, byte[]> record) {
        driver.createInputTopic(KafkaNames.DEFAULT.stepEvents(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(record.key(), record.value(), record.headers()));
    }

    private static long nanos(Instant instant) {
        return Duration.between(Instant.EPOCH, instant).toNanos();
    }
}
