package dev.stepfold.orchestrator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Two topics for each producer. */
class TopicProducersTest {
    private final List<MockProducer<String, byte[]>> created = new ArrayList<>();
    private final TopicProducers producers = sideBySide(1);

    @Test
    void usesOneProducerForAsManyTopicsAsItMayKnow() {
        use("a");
        use("b");
        use("a");

        assertThat(created).hasSize(1);
    }

    @Test
    void closesAProducerThatKnowsEnoughTopicsAndTakesAnotherOne() {
        use("a");
        use("b");
        use("c");

        assertThat(created).hasSize(2);
        await().until(created.getFirst()::closed);
        assertThat(created.getLast().closed()).isFalse();
    }

    @Test
    void closesNoProducerThatIsInUse() {
        TopicProducers.Use inUse = producers.use("a");
        use("b");
        use("c");
        use("d");
        use("e");
        await().until(created.get(1)::closed);
        assertThat(created.getFirst().closed()).isFalse();

        inUse.close();

        await().until(created.getFirst()::closed);
    }

    @Test
    void closesTheProducersInUseToo() {
        try (TopicProducers.Use _ = producers.use("a")) {
            use("b");
            use("c");

            producers.close();

            assertThat(created).allMatch(MockProducer::closed);
        }
    }

    @Test
    void sharesTheTopicsOutAmongProducersSideBySideAndATopicStaysWithItsProducer() {
        TopicProducers shared = sideBySide(3);
        List<String> topics = List.of("a", "b", "c", "d", "e", "f");

        List<Producer<String, byte[]>> first =
                topics.stream().map(topic -> producer(shared, topic)).toList();
        List<Producer<String, byte[]>> again =
                topics.stream().map(topic -> producer(shared, topic)).toList();

        assertThat(created).hasSize(3);
        assertThat(first).containsAll(created);
        assertThat(again).isEqualTo(first);
        shared.close();
        assertThat(created).allMatch(MockProducer::closed);
    }

    private TopicProducers sideBySide(int count) {
        return new TopicProducers(
                () -> {
                    created.add(new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()));
                    return created.getLast();
                },
                count,
                2,
                InstantSource.system());
    }

    private void use(String topic) {
        var _ = producer(producers, topic);
    }

    private static Producer<String, byte[]> producer(TopicProducers producers, String topic) {
        try (TopicProducers.Use use = producers.use(topic)) {
            use.acknowledged();
            return use.producer();
        }
    }
}
