package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.FakeRecorded;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Schedulers;

final class HistoryTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final int EVENTS = 1_000;

    private final FakeRecorded topic = new FakeRecorded(DOCUMENT);
    private final SlowClient client = new SlowClient();

    HistoryTest() {
        topic.append(SampleRun.from(
                DOCUMENT, 0, Collections.nCopies(EVENTS, SampleRun.processing(StepId.first(), "still at it"))));
    }

    @Test
    void readsNoMoreThanTheNextStretchForAClientThatReadsSlowly() {
        new History(topic, DOCUMENT, 0, Long.MAX_VALUE - 1, false, null)
                .events(Schedulers.immediate())
                .subscribe(client);

        client.request(1);
        assertThat(client.received).hasSize(1);
        assertThat(topic.reads()).isEqualTo(1);

        client.request(EVENTS);
        assertThat(client.received)
                .extracting(RecordedEvent::sequence)
                .hasSize(EVENTS)
                .isSorted();
    }

    private static final class SlowClient extends BaseSubscriber<RecordedEvent> {
        private final List<RecordedEvent> received = new ArrayList<>();

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // Requests nothing by itself.
        }

        @Override
        protected void hookOnNext(RecordedEvent event) {
            received.add(event);
        }
    }
}
