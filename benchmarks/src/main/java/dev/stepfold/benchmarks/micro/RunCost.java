package dev.stepfold.benchmarks.micro;

import dev.stepfold.benchmarks.micro.DecidedRun.Decided;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Each method handles all events of one run of the built-in generator; an operation is a run. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before any benchmark
public class RunCost {
    private List<RecordedEvent> events;
    private List<byte[]> values;
    private List<ProducerRecord<String, byte[]>> records;
    private List<Decided> decided;
    private DocumentState state;
    private byte[] stateBytes;

    /** Runs a document. */
    @Setup
    public void run() throws StepFailure, InterruptedException {
        DecidedRun run = DecidedRun.ofBuiltInGenerator();
        events = run.events();
        values = events.stream().map(JsonCodec.EVENTS::encode).toList();
        Traceparent trace = Traceparent.random(new Random(1));
        records = EncodedEvent.linked(ChainHash.START, events).stream()
                .map(event -> Records.forStepEvents(KafkaNames.DEFAULT, event, trace))
                .toList();
        decided = run.decided();
        state = run.document().state();
        stateBytes = JsonCodec.STATES.encode(state);
    }

    /** From the events to the state. */
    @Benchmark
    public DocumentState fold() {
        return DocumentFold.fold(DecidedRun.DOCUMENT, events);
    }

    /** Events to JSON. */
    @Benchmark
    public void encodeEvents(Blackhole sink) {
        events.forEach(event -> sink.consume(JsonCodec.EVENTS.encode(event)));
    }

    /** The chain hashes of the events, given their JSON. */
    @Benchmark
    public ChainHash chain() {
        ChainHash head = ChainHash.START;
        for (byte[] value : values) {
            head = head.after(value);
        }
        return head;
    }

    /** Events from JSON. */
    @Benchmark
    public void decodeEvents(Blackhole sink) throws UnreadableException {
        for (byte[] value : values) {
            sink.consume(JsonCodec.EVENTS.decode(value));
        }
    }

    /** The finished document's state to JSON, once. */
    @Benchmark
    public byte[] encodeState() {
        return JsonCodec.STATES.encode(state);
    }

    /** The finished document's state from JSON, once. */
    @Benchmark
    public DocumentState decodeState() throws UnreadableException {
        return JsonCodec.STATES.decode(stateBytes);
    }

    /** All decisions. */
    @Benchmark
    public void decide(Blackhole sink) {
        decided.forEach(one -> sink.consume(one.decide()));
    }

    /** From the records of the feed to SSE frames. */
    @Benchmark
    public void frame(Blackhole sink) throws UnreadableException {
        for (ProducerRecord<String, byte[]> record : records) {
            sink.consume(EventFrame.of(record.key(), record.value(), record.headers())
                    .bytes());
        }
    }
}
