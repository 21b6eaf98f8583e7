package dev.stepfold.documentlog;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates topics as far as the cluster allows. Managed services and create-topic policies (KIP-108) refuse settings that are
 * ours to choose elsewhere: such a setting is left out, with one warning. What then holds instead is looked up
 * ({@link TopicPromises}).
 *
 * <p>A refusal does not say which setting it is for. So each is tried by itself, with requests that only validate. A topic that
 * is refused without any setting is refused for another reason, such as a quota or its name.
 *
 * <p>Safe for use by many threads.
 */
final class TopicCreation {
    private static final Logger LOG = LoggerFactory.getLogger(TopicCreation.class);

    private final Admin admin;
    private final MetadataOnDisk metadata;

    /** Settings that the cluster refuses, by name. At most as many as our topics have. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    TopicCreation(Admin admin, MetadataOnDisk metadata) {
        this.admin = admin;
        this.metadata = metadata;
    }

    /** What became of one topic of a request. */
    sealed interface Outcome {
        /** It is new. */
        record Created() implements Outcome {}

        /** It was there, with whatever settings. */
        record Existed() implements Outcome {}

        /** It was not created, or nobody knows. */
        record Failed(KafkaException reason) implements Outcome {}
    }

    /** Creates each that is missing, on the disk as well; what becomes of one does not depend on the others. */
    Map<String, Outcome> create(Collection<NewTopic> topics) throws InterruptedException {
        Map<String, Outcome> outcomes = createAsAllowed(topics);
        try {
            metadata.await();
            return outcomes;
        } catch (KafkaException e) {
            outcomes.replaceAll((_, outcome) -> outcome instanceof Outcome.Failed ? outcome : new Outcome.Failed(e));
            return outcomes;
        }
    }

    private Map<String, Outcome> createAsAllowed(Collection<NewTopic> topics) throws InterruptedException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>(attempt(topics));
        List<NewTopic> again = topics.stream()
                .filter(topic -> isForItsSettings(outcomes.get(topic.name())))
                .toList();
        if (again.isEmpty()) {
            return outcomes;
        }
        NewTopic example = again.getFirst();
        Outcome.Failed failed = (Outcome.Failed) Objects.requireNonNull(outcomes.get(example.name()));
        Optional<Set<String>> without = settingsRefused(example);
        if (without.isEmpty()) {
            return outcomes;
        }
        refused.addAll(without.get());
        LOG.warn(
                "the cluster refuses settings of topics, which are left out settings={} topic={} reason={}",
                new TreeSet<>(without.get()),
                example.name(),
                failed.reason().getMessage());
        outcomes.putAll(attempt(again));
        return outcomes;
    }

    /**
     * Whether a topic that this creates has settings of ours, those left out that the cluster refuses.
     *
     * @throws KafkaException when the cluster does not tell, or allows no such topic with any settings
     */
    boolean takesSettings(NewTopic topic) throws InterruptedException {
        if (trial(topic, allowed(topic)) instanceof Outcome.Failed failed) {
            Optional<Set<String>> without = isForItsSettings(failed) ? settingsRefused(topic) : Optional.empty();
            if (without.isEmpty()) {
                throw failed.reason();
            }
            refused.addAll(without.get());
        }
        return !allowed(topic).isEmpty();
    }

    /** The settings that are refused each by itself, or all if only their combination is; empty if it is none of them. */
    private Optional<Set<String>> settingsRefused(NewTopic topic) throws InterruptedException {
        if (isForItsSettings(trial(topic, Map.of()))) {
            return Optional.empty();
        }
        Set<String> without = new TreeSet<>();
        for (Map.Entry<String, String> setting : allowed(topic).entrySet()) {
            if (isForItsSettings(trial(topic, Map.of(setting.getKey(), setting.getValue())))) {
                without.add(setting.getKey());
            }
        }
        Map<String, String> rest = allowed(topic);
        rest.keySet().removeAll(without);
        return Optional.of(isForItsSettings(trial(topic, rest)) ? allowed(topic).keySet() : without);
    }

    private Outcome trial(NewTopic topic, Map<String, String> settings) throws InterruptedException {
        return Objects.requireNonNull(
                request(List.of(with(topic, settings)), true).get(topic.name()));
    }

    private Map<String, Outcome> attempt(Collection<NewTopic> topics) throws InterruptedException {
        return request(topics.stream().map(topic -> with(topic, allowed(topic))).toList(), false);
    }

    private Map<String, String> allowed(NewTopic topic) {
        Map<String, String> settings = new HashMap<>(topic.configs());
        settings.keySet().removeAll(refused);
        return settings;
    }

    private static NewTopic with(NewTopic topic, Map<String, String> settings) {
        return new NewTopic(topic.name(), topic.numPartitions(), topic.replicationFactor()).configs(settings);
    }

    private Map<String, Outcome> request(List<NewTopic> topics, boolean validateOnly) throws InterruptedException {
        Map<String, Outcome> outcomes = new HashMap<>();
        Map<String, KafkaFuture<Void>> answers;
        try {
            // Whoever waits for a topic has a limit of its own, and the others of the batch need not wait.
            answers = admin.createTopics(
                            topics,
                            new CreateTopicsOptions().validateOnly(validateOnly).retryOnQuotaViolation(false))
                    .values();
        } catch (KafkaException e) {
            topics.forEach(topic -> outcomes.put(topic.name(), new Outcome.Failed(e)));
            return outcomes;
        }
        for (NewTopic topic : topics) {
            outcomes.put(topic.name(), outcome(Objects.requireNonNull(answers.get(topic.name()))));
        }
        return outcomes;
    }

    private static Outcome outcome(KafkaFuture<Void> answer) throws InterruptedException {
        try {
            answer.get();
            return new Outcome.Created();
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case TopicExistsException _ -> new Outcome.Existed();
                case KafkaException reason -> new Outcome.Failed(reason);
                case null, default -> new Outcome.Failed(new KafkaException(e.getCause()));
            };
        }
    }

    private static boolean isForItsSettings(@Nullable Outcome outcome) {
        return outcome instanceof Outcome.Failed(var reason)
                && (reason instanceof PolicyViolationException
                        || isInvalidConfiguration(reason)
                        || reason instanceof InvalidRequestException);
    }

    /**
     * Whether settings are refused. To Kafka's clients a lack of brokers is an invalid configuration, too; but that passes when the
     * brokers are back.
     */
    static boolean isInvalidConfiguration(@Nullable Throwable reason) {
        return reason instanceof InvalidConfigurationException
                && !(reason instanceof InvalidReplicationFactorException);
    }
}
