package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.stepfold.documentlog.connection.KafkaConnection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** When a tail is closed whose owner stops while it is starting. */
final class TopicTailTest {
    @Test
    void isClosedBeforeItIsStarted() {
        TopicTail tail = new TopicTail("tail", KafkaConnection.to("localhost:1"), new NoFollower());

        assertThatCode(tail::close).doesNotThrowAnyException();
        assertThat(tail.isPositioned()).isFalse();
    }

    private static final class NoFollower implements TopicTail.Follower {
        @Override
        public void position(Consumer<String, byte[]> consumer) {}

        @Override
        public void positioned() {}

        @Override
        public void take(ConsumerRecord<String, byte[]> record) {}
    }
}
