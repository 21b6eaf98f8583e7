package dev.stepfold.commandline.doctor;

import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Compares this machine's clock with a broker's: by the time that the broker writes on a record of a topic made for that,
 * which is deleted again.
 */
final class ClockCheck {
    private static final Duration OK = Duration.ofSeconds(2);
    private static final Duration PROBLEM = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final String topic;

    ClockCheck(Cluster cluster) {
        this.cluster = cluster;
        this.topic = cluster.names().doctor();
    }

    void check(List<Finding> findings) {
        if (cluster.describe(topic).isEmpty()) {
            var _ = cluster.answer(
                    "the topic " + topic + " could not be created",
                    cluster.admin()
                            .createTopics(List.of(new NewTopic(topic, 1, (short) 1)
                                    .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"))))
                            .all());
        }
        try (Producer<byte[], byte[]> producer = cluster.writer()) {
            // The first record waits for the topic's leader; the second tells the time.
            send(producer);
            Instant before = Instant.now();
            Instant written = send(producer);
            findings.add(finding(before, written, Instant.now()));
        } finally {
            var _ = cluster.answer(
                    "the topic " + topic + " could not be deleted",
                    cluster.admin().deleteTopics(List.of(topic)).all());
        }
    }

    private Instant send(Producer<byte[], byte[]> producer) {
        try {
            return Instant.ofEpochMilli(producer.send(new ProducerRecord<>(topic, new byte[0]))
                    .get()
                    .timestamp());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        } catch (ExecutionException e) {
            throw CommandFailedException.because("a record could not be written to " + topic, e);
        }
    }

    /** The broker wrote the record at some time between {@code before} and {@code after}. */
    static Finding finding(Instant before, Instant written, Instant after) {
        Duration skew = written.isBefore(before)
                ? Duration.between(written, before)
                : written.isAfter(after) ? Duration.between(after, written) : Duration.ZERO;
        String direction = written.isBefore(before) ? "behind" : "ahead of";
        if (skew.compareTo(OK) <= 0) {
            return Finding.ok("clocks: the broker's and this machine's differ by less than " + OK.toSeconds() + " s");
        }
        String text = "clocks: the broker's is " + skew.toMillis() + " ms " + direction
                + " this machine's: let both follow NTP";
        return skew.compareTo(PROBLEM) >= 0 ? Finding.problem(text) : Finding.warning(text);
    }
}
