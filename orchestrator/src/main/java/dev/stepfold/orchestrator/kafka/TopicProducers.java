package dev.stepfold.orchestrator.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * Producers for many topics, one after the other. Kafka's producer keeps a queue for every topic that it has ever sent
 * to, and its network thread visits them all at each turn; {@code metadata.max.idle.ms} does not change that. A producer
 * therefore takes at most {@code topicsMax} topics. For the next one, a new producer is created, and the old one is
 * closed when nobody uses it.
 *
 * <p>Several producers are used side by side, each for its own part of the topics, where brokers flush every append: a
 * broker answers the requests of a connection one after the other, and flushes the partitions of a request one after the
 * other. So only appends over different connections wait for the disk together.
 *
 * <p>Safe for use by many threads.
 */
public final class TopicProducers implements AutoCloseable {
    /**
     * How long after an acknowledgement a broker certainly knows the producer in that partition. By default, brokers
     * forget a producer after a day ({@code producer.id.expiration.ms}).
     */
    static final Duration KNOWN_FOR = Duration.ofHours(1);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<Producer<String, byte[]>> factory;
    private final int sideBySide;
    private final int topicsMax;
    private final InstantSource clock;

    /** By the part of the topics; made when they are first needed. Guarded by this, as is everything below. */
    private final Map<Integer, Generation> current = new HashMap<>();

    /** Those that are still in use. */
    private final Set<Generation> retired = new HashSet<>();

    /**
     * @param factory creates a producer
     * @param sideBySide how many producers share the topics
     * @param topicsMax how many topics one producer takes
     */
    public TopicProducers(
            Supplier<Producer<String, byte[]>> factory, int sideBySide, int topicsMax, InstantSource clock) {
        this.factory = factory;
        this.sideBySide = sideBySide;
        this.topicsMax = topicsMax;
        this.clock = clock;
    }

    /** The producer for a topic, to be closed after use. */
    synchronized Use use(String topic) {
        int part = Math.floorMod(topic.hashCode(), sideBySide);
        Generation generation = current.computeIfAbsent(part, _ -> new Generation(factory.get()));
        if (!generation.acknowledgedAt.containsKey(topic) && generation.acknowledgedAt.size() >= topicsMax) {
            Generation next = new Generation(factory.get());
            retired.add(generation);
            closeIfUnused(generation);
            current.put(part, next);
            generation = next;
        }
        generation.acknowledgedAt.putIfAbsent(topic, Instant.MIN);
        generation.uses++;
        return new Use(generation, topic);
    }

    /** Closes all producers; waits a bounded time for what is under way. */
    @Override
    public synchronized void close() {
        retired.forEach(generation -> generation.producer.close(CLOSE_TIMEOUT));
        current.values().forEach(generation -> generation.producer.close(CLOSE_TIMEOUT));
    }

    private void closeIfUnused(Generation generation) {
        if (generation.uses == 0 && retired.remove(generation)) {
            // Closing waits for the network thread.
            Thread.ofVirtual().name("close-producer").start(() -> generation.producer.close(CLOSE_TIMEOUT));
        }
    }

    /** The use of a producer for one append to one topic. */
    final class Use implements AutoCloseable {
        private final Generation generation;
        private final String topic;
        private boolean acknowledged;

        private Use(Generation generation, String topic) {
            this.generation = generation;
            this.topic = topic;
        }

        Producer<String, byte[]> producer() {
            return generation.producer;
        }

        /** Whether this producer's last append to the topic was acknowledged, and the broker has not forgotten it. */
        boolean isKnownToTheBroker() {
            synchronized (TopicProducers.this) {
                Instant at = generation.acknowledgedAt.getOrDefault(topic, Instant.MIN);
                return at.isAfter(clock.instant().minus(KNOWN_FOR));
            }
        }

        /** The append was acknowledged; without this call, it counts as failed. */
        void acknowledged() {
            synchronized (TopicProducers.this) {
                generation.acknowledgedAt.put(topic, clock.instant());
                acknowledged = true;
            }
        }

        @Override
        public void close() {
            synchronized (TopicProducers.this) {
                if (!acknowledged) {
                    generation.acknowledgedAt.put(topic, Instant.MIN);
                }
                generation.uses--;
                closeIfUnused(generation);
            }
        }
    }

    /** One producer and the topics that it has sent to. */
    private static final class Generation {
        private final Producer<String, byte[]> producer;
        private final Map<String, Instant> acknowledgedAt = new HashMap<>();
        private int uses;

        Generation(Producer<String, byte[]> producer) {
            this.producer = producer;
        }
    }
}
