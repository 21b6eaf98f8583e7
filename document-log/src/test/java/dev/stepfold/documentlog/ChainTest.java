package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log proves of itself, and what it does not. */
class ChainTest {
    private static final Traceparent TRACE = Traceparent.random(new Random(1));

    /** By sha256sum, which knows nothing of this code. */
    @Test
    void hashesThePreviousHashAndTheValue() {
        byte[] value = "value".getBytes(StandardCharsets.UTF_8);

        ChainHash first = ChainHash.START.after(value);

        assertThat(ChainHash.START.hex()).isEqualTo("0".repeat(64));
        assertThat(first.hex()).isEqualTo("df97c47b8acbf86f3ac8c52d5ca2d2daff323726504bd023a7cac29b1ccfef52");
        assertThat(first.after(value).hex())
                .isEqualTo("2b11ba2a7acec1c8efb6e5cd7d5da857d2e5ac64793cef43c7863c31c34d9a9a");
    }

    @Test
    void readsAHashAsItWasWritten() {
        ChainHash hash = ChainHash.START.after(new byte[] {1});

        assertThat(ChainHash.parse(hash.hex())).contains(hash);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "zz", "A000000000000000000000000000000000000000000000000000000000000000"})
    void readsNothingElseAsAHash(String text) {
        assertThat(ChainHash.parse(text)).isEmpty();
        assertThat(ChainHash.parse(ChainHash.START.hex() + text + "0")).isEmpty();
    }

    @Test
    void holdsForALogAsItWasWritten() {
        List<EncodedEvent> log = EncodedEvent.linked(ChainHash.START, events(5));

        assertThat(Chain.START.then(log).isWhole()).isTrue();
        assertThat(Chain.START.then(log).head()).isEqualTo(slice(log).head().orElseThrow());
        assertThat(log.getFirst().previous()).contains(ChainHash.START);
    }

    @Test
    void breaksBehindAValueThatWasChanged() {
        List<EncodedEvent> log = new ArrayList<>(EncodedEvent.linked(ChainHash.START, events(5)));
        ChainHash before = Chain.START.then(log).head();
        log.set(
                2,
                EncodedEvent.read(log.get(2).event(), new byte[] {1}, log.get(2).previous()));

        assertThat(Chain.START.then(log).brokenAt()).hasValue(3);
        assertThat(Chain.START.then(log).head()).isNotEqualTo(before);
    }

    @Test
    void breaksAtAnEventThatWasSwappedForAnother() {
        List<EncodedEvent> log = new ArrayList<>(EncodedEvent.linked(ChainHash.START, events(5)));
        log.set(2, new EncodedEvent(log.get(2).event(), ChainHash.START));

        assertThat(Chain.START.then(log).brokenAt()).hasValue(2);
    }

    @Test
    void breaksBehindAnEventThatWasCutOut() {
        List<EncodedEvent> log = new ArrayList<>(EncodedEvent.linked(ChainHash.START, events(5)));
        log.remove(2);

        assertThat(Chain.START.then(log).brokenAt()).hasValue(3);
    }

    @Test
    void breaksBehindAnEventThatWasPutIn() {
        List<EncodedEvent> log = new ArrayList<>(EncodedEvent.linked(ChainHash.START, events(5)));
        EncodedEvent last =
                new EncodedEvent(event(9), slice(log.subList(0, 3)).head().orElseThrow());
        log.add(3, last);

        assertThat(Chain.START.then(log).brokenAt()).hasValue(3);
    }

    @Test
    void tellsThatTheEndIsMissingOnlyByAHeadThatWasKept() {
        List<EncodedEvent> log = EncodedEvent.linked(ChainHash.START, events(5));
        Chain shortened = Chain.START.then(log.subList(0, 4));

        assertThat(shortened.isWhole()).isTrue();
        assertThat(shortened.head()).isNotEqualTo(Chain.START.then(log).head());
    }

    @Test
    void coversTheEventsFromBeforeTheFirstLink() {
        List<EncodedEvent> log = new ArrayList<>(unlinked(3));
        log.addAll(EncodedEvent.linked(
                slice(log).headAfter(ChainHash.START), events(5).subList(3, 5)));
        assertThat(Chain.START.then(log).isWhole()).isTrue();

        log.set(1, EncodedEvent.read(event(1), new byte[] {1}, Optional.empty()));

        assertThat(Chain.START.then(log).brokenAt()).hasValue(3);
    }

    @Test
    void provesNothingOfALogWithoutLinksButItsHead() {
        Chain chain = Chain.START.then(unlinked(3));

        assertThat(chain.isWhole()).isTrue();
        assertThat(chain.linked()).isFalse();
        assertThat(chain.head()).isEqualTo(slice(unlinked(3)).headAfter(ChainHash.START));
        assertThat(slice(unlinked(3)).head()).isEmpty();
    }

    @Test
    void breaksAtAnEventWithoutALinkBehindOneThatHasOne() {
        List<EncodedEvent> log = new ArrayList<>(EncodedEvent.linked(ChainHash.START, events(5)));
        log.set(3, EncodedEvent.unlinked(event(3)));

        assertThat(Chain.START.then(log).brokenAt()).hasValue(3);
    }

    @Test
    void namesTheFirstBreakOnly() {
        List<EncodedEvent> log = new ArrayList<>(EncodedEvent.linked(ChainHash.START, events(6)));
        log.remove(4);
        log.remove(1);

        assertThat(Chain.START.then(log).brokenAt()).hasValue(2);
    }

    @Test
    void isTheSameInTheTopicAndInTheFeed() throws Exception {
        EncodedEvent event = EncodedEvent.linked(ChainHash.START, events(2)).getLast();

        ProducerRecord<String, byte[]> inTopic =
                Records.forDocument(KafkaNames.DEFAULT, event, TRACE, DocumentLogSlice.NONE_FORWARDED);
        ProducerRecord<String, byte[]> inFeed = Records.forStepEvents(KafkaNames.DEFAULT, event, TRACE);

        assertThat(Records.previous(inTopic.headers())).isEqualTo(event.previous());
        assertThat(Records.previous(inFeed.headers())).isEqualTo(event.previous());
        assertThat(inFeed.value()).isEqualTo(inTopic.value());
    }

    /** A value that another version wrote is not written as this one would write it. */
    @Test
    void isForwardedWithTheValueThatWasRead() throws Exception {
        byte[] spaced = (" " + new String(JsonCodec.EVENTS.encode(event(0)), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        EncodedEvent read = FenceRule.counted(
                        event(0).documentId(), 0, event(0).documentId().value(), spaced, Optional.of(ChainHash.START))
                .orElseThrow();

        assertThat(Records.forStepEvents(KafkaNames.DEFAULT, read, TRACE).value())
                .isEqualTo(spaced);
        assertThat(read.hashAfter(ChainHash.START)).isEqualTo(ChainHash.START.after(spaced));
    }

    @Test
    void takesAHeaderThatIsNoHashForNone() {
        ProducerRecord<String, byte[]> record = Records.forStepEvents(KafkaNames.DEFAULT, event(0), TRACE);
        assertThat(Records.previous(record.headers())).isEmpty();

        record.headers().add(Records.PREVIOUS, "not a hash".getBytes(StandardCharsets.UTF_8));

        assertThat(Records.previous(record.headers())).isEmpty();
    }

    private static DocumentLogSlice slice(List<EncodedEvent> records) {
        return new DocumentLogSlice(records, records.size(), DocumentLogSlice.NONE_FORWARDED, 0);
    }

    private static List<EncodedEvent> unlinked(int count) {
        return events(count).stream().map(EncodedEvent::unlinked).toList();
    }

    private static List<RecordedEvent> events(int count) {
        return LongStream.range(0, count).mapToObj(ChainTest::event).toList();
    }

    private static RecordedEvent event(long sequence) {
        return new RecordedEvent(
                new DocumentId("document"),
                new RunId("run-1"),
                sequence,
                Instant.EPOCH,
                new AgentRun.Cancelled(new CommandId("cancel-" + sequence)));
    }
}
